package dev.cairnfs.simulation.weave;

import java.util.ArrayDeque;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Replaces the calls of one method. */
final class CallWeaver extends MethodVisitor {
    /** The class whose constructor a constructor calls on itself, which stays as it is. */
    private final String superName;
    // Classes that were asked for and whose constructor is still to be called.
    private final ArrayDeque<String> pending = new ArrayDeque<>();

    CallWeaver(MethodVisitor next, String superName) {
        super(Opcodes.ASM9, next);
        this.superName = superName;
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        if (opcode == Opcodes.NEW) {
            Replacements.check(type);
            pending.push(type);
            super.visitTypeInsn(opcode, Replacements.constructed(type));
        } else {
            super.visitTypeInsn(opcode, type);
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode == Opcodes.MONITORENTER) {
            Weaver.callHook(mv, "enter");
        } else if (opcode == Opcodes.MONITOREXIT) {
            Weaver.callHook(mv, "exit");
        } else {
            super.visitInsn(opcode);
        }
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (opcode == Opcodes.INVOKESPECIAL && name.equals("<init>")) {
            boolean onItself = owner.equals(superName) && !owner.equals(pending.peek());
            if (!onItself) {
                pending.removeFirstOccurrence(owner);
                super.visitMethodInsn(opcode, Replacements.constructed(owner), name, descriptor, false);
                return;
            }
        }
        if (opcode == Opcodes.INVOKESTATIC) {
            Replacements.check(owner);
        }
        Replacements.Target target = opcode == Opcodes.INVOKESTATIC
                ? Replacements.staticCall(owner, name, descriptor)
                : opcode == Opcodes.INVOKESPECIAL ? null : Replacements.virtualCall(owner, name, descriptor);
        if (target == null) {
            super.visitMethodInsn(opcode, Replacements.receiver(owner), name, descriptor, isInterface);
            return;
        }
        super.visitMethodInsn(Opcodes.INVOKESTATIC, target.owner(), target.name(), target.descriptor(), false);
        Type wanted = Type.getReturnType(descriptor);
        Type got = Type.getReturnType(target.descriptor());
        if (!wanted.equals(got) && target.name().equals("sync")) {
            super.visitTypeInsn(Opcodes.CHECKCAST, wanted.getInternalName());
        }
    }

    @Override
    public void visitLdcInsn(Object value) {
        if (value instanceof Type type && type.getSort() == Type.OBJECT) {
            super.visitLdcInsn(Type.getObjectType(Replacements.constant(type.getInternalName())));
        } else {
            super.visitLdcInsn(value);
        }
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... bootstrapArguments) {
        Object[] changed = bootstrapArguments.clone();
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] instanceof Handle handle) {
                changed[i] = replaced(handle);
            }
        }
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, changed);
    }

    private static Handle replaced(Handle handle) {
        String owner = handle.getOwner();
        Replacements.Target target = switch (handle.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Replacements.staticCall(owner, handle.getName(), handle.getDesc());
            case Opcodes.H_INVOKEVIRTUAL, Opcodes.H_INVOKEINTERFACE ->
                Replacements.virtualCall(owner, handle.getName(), handle.getDesc());
            default -> null;
        };
        if (target != null) {
            return new Handle(Opcodes.H_INVOKESTATIC, target.owner(), target.name(), target.descriptor(), false);
        }
        if (handle.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
            return new Handle(
                    Opcodes.H_NEWINVOKESPECIAL,
                    Replacements.constructed(owner),
                    handle.getName(),
                    handle.getDesc(),
                    false);
        }
        return handle;
    }
}
