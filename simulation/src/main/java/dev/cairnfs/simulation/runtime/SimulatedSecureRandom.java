package dev.cairnfs.simulation.runtime;

import java.security.SecureRandom;

/** Chance from the seed. */
public class SimulatedSecureRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
        Kernel.get().random().nextBytes(bytes);
    }
}
