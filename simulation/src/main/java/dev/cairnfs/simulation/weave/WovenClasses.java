package dev.cairnfs.simulation.weave;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * A loader with its own copies of all classes of the project: those of DataNode and client woven, the others as they are.
 * Two loaders share nothing of the project, static fields included.
 */
public final class WovenClasses extends ClassLoader {
    private static final String PROJECT = "dev.cairnfs.";

    private final @Nullable Mutation mutation;

    private WovenClasses(@Nullable Mutation mutation) {
        super("woven", WovenClasses.class.getClassLoader());
        this.mutation = mutation;
    }

    /** The product as it is. */
    public static WovenClasses plain() {
        return new WovenClasses(null);
    }

    /** The product with a call left out, or answered otherwise; see {@link Mutation}. */
    public static WovenClasses mutated(String owner, String method, @Nullable String callee, long answer) {
        return new WovenClasses(new Mutation(owner, method, callee, answer));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PROJECT)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        byte[] bytes;
        try (InputStream in = getParent().getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        boolean woven = name.startsWith(PROJECT + "datanode.") || name.startsWith(PROJECT + "client.");
        boolean mutated = mutation != null && mutation.owner().equals(name.replace('.', '/'));
        byte[] code = woven || mutated ? Weaver.weave(bytes, mutation) : bytes;
        return defineClass(name, code, 0, code.length);
    }

    @Override
    public @Nullable URL getResource(String name) {
        return getParent().getResource(name);
    }
}
