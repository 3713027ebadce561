package dev.cairnfs.simulation.weave;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Rewrites one class: replaced calls, and {@code synchronized} as calls of the simulated monitors. A synchronized method
 * becomes a plain one under another name, and a new one that enters the monitor, calls it, and leaves.
 */
final class Weaver extends ClassVisitor {
    private static final String UNLOCKED = "$unlocked";

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Synchronized(int access, String name, String descriptor, String @Nullable [] exceptions) {}

    private final @Nullable Mutation mutation;
    private final List<Synchronized> wrapped = new ArrayList<>();
    private String className = "";
    private String superName = "";

    private Weaver(ClassVisitor next, @Nullable Mutation mutation) {
        super(Opcodes.ASM9, next);
        this.mutation = mutation;
    }

    static byte[] weave(byte[] original, @Nullable Mutation mutation) {
        ClassReader reader = new ClassReader(original);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Weaver(writer, mutation), 0);
        return writer.toByteArray();
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            String superClass,
            String @Nullable [] interfaces) {
        className = name;
        superName = superClass;
        super.visit(version, access, name, signature, superClass, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        int plain = access;
        String plainName = name;
        if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
            wrapped.add(new Synchronized(access & ~Opcodes.ACC_SYNCHRONIZED, name, descriptor, exceptions));
            int visibility = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED | Opcodes.ACC_PRIVATE;
            plain = (access & ~Opcodes.ACC_SYNCHRONIZED & ~visibility) | Opcodes.ACC_PRIVATE;
            plainName = name + UNLOCKED;
        }
        MethodVisitor method = super.visitMethod(plain, plainName, descriptor, signature, exceptions);
        if (mutation != null && mutation.applies(className, name)) {
            method = mutation.change(method, descriptor);
        }
        return new CallWeaver(method, name.equals("<init>") ? superName : "");
    }

    @Override
    public void visitEnd() {
        wrapped.forEach(this::writeWrapper);
        super.visitEnd();
    }

    private void writeWrapper(Synchronized original) {
        MethodVisitor code = super.visitMethod(
                original.access(), original.name(), original.descriptor(), null, original.exceptions());
        boolean isStatic = (original.access() & Opcodes.ACC_STATIC) != 0;
        Label begin = new Label();
        Label end = new Label();
        Label failed = new Label();
        code.visitCode();
        code.visitTryCatchBlock(begin, end, failed, null);
        loadMonitor(code, isStatic);
        callHook(code, "enter");
        code.visitLabel(begin);
        List<Object> locals = new ArrayList<>();
        int slot = 0;
        if (!isStatic) {
            code.visitVarInsn(Opcodes.ALOAD, slot++);
            locals.add(className);
        }
        for (Type argument : Type.getArgumentTypes(original.descriptor())) {
            code.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slot);
            slot += argument.getSize();
            locals.add(frameType(argument));
        }
        code.visitMethodInsn(
                isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKESPECIAL,
                className,
                original.name() + UNLOCKED,
                original.descriptor(),
                false);
        code.visitLabel(end);
        loadMonitor(code, isStatic);
        callHook(code, "exit");
        code.visitInsn(Type.getReturnType(original.descriptor()).getOpcode(Opcodes.IRETURN));
        code.visitLabel(failed);
        code.visitFrame(Opcodes.F_FULL, locals.size(), locals.toArray(), 1, new Object[] {"java/lang/Throwable"});
        loadMonitor(code, isStatic);
        callHook(code, "exit");
        code.visitInsn(Opcodes.ATHROW);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void loadMonitor(MethodVisitor code, boolean isStatic) {
        if (isStatic) {
            code.visitLdcInsn(Type.getObjectType(className));
        } else {
            code.visitVarInsn(Opcodes.ALOAD, 0);
        }
    }

    static void callHook(MethodVisitor code, String name) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, Replacements.HOOKS, name, "(Ljava/lang/Object;)V", false);
    }

    private static Object frameType(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN, Type.CHAR, Type.BYTE, Type.SHORT, Type.INT -> Opcodes.INTEGER;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.LONG -> Opcodes.LONG;
            case Type.DOUBLE -> Opcodes.DOUBLE;
            default -> type.getInternalName();
        };
    }
}
