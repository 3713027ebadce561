package dev.cairnfs.simulation.weave;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A bug, put into one method: a call that is left out, or answers something else, or a method that does nothing.
 *
 * @param owner the class, by its internal name
 * @param method the method, in all its overloads
 * @param callee owner and name of the calls that are left out, as {@code a/b/C.name}; null when the whole method is
 * @param answer what the call or method answers instead: a number for all primitive types
 */
record Mutation(String owner, String method, @Nullable String callee, long answer) {
    boolean applies(String className, String methodName) {
        return className.equals(owner) && methodName.equals(method);
    }

    MethodVisitor change(MethodVisitor next, String descriptor) {
        return callee == null ? new Emptied(next, descriptor) : new CallLeftOut(next);
    }

    private void push(MethodVisitor code, Type type) {
        switch (type.getSort()) {
            case Type.VOID -> {}
            case Type.BOOLEAN, Type.CHAR, Type.BYTE, Type.SHORT, Type.INT -> code.visitLdcInsn((int) answer);
            case Type.LONG -> code.visitLdcInsn(answer);
            case Type.FLOAT -> code.visitLdcInsn((float) answer);
            case Type.DOUBLE -> code.visitLdcInsn((double) answer);
            default -> code.visitInsn(Opcodes.ACONST_NULL);
        }
    }

    /** Leaves the calls out, their arguments having been computed. */
    private final class CallLeftOut extends MethodVisitor {
        CallLeftOut(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String called, String name, String descriptor, boolean isInterface) {
            if (!(called + "." + name).equals(callee)) {
                super.visitMethodInsn(opcode, called, name, descriptor, isInterface);
                return;
            }
            Type[] arguments = Type.getArgumentTypes(descriptor);
            for (int i = arguments.length - 1; i >= 0; i--) {
                super.visitInsn(arguments[i].getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
            }
            if (opcode != Opcodes.INVOKESTATIC) {
                super.visitInsn(Opcodes.POP);
            }
            push(mv, Type.getReturnType(descriptor));
        }
    }

    /** Answers at once. What is left of the code cannot be reached, and is not written. */
    private final class Emptied extends MethodVisitor {
        private final MethodVisitor real;
        private final String descriptor;

        Emptied(MethodVisitor next, String descriptor) {
            super(Opcodes.ASM9, null);
            this.real = next;
            this.descriptor = descriptor;
        }

        @Override
        public void visitCode() {
            real.visitCode();
            Type type = Type.getReturnType(descriptor);
            push(real, type);
            real.visitInsn(type.getOpcode(Opcodes.IRETURN));
            real.visitMaxs(0, 0);
        }

        @Override
        public void visitEnd() {
            real.visitEnd();
        }
    }
}
