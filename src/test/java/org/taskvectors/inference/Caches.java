package org.taskvectors.inference;

import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;

/// Makes caches for tests of other rooms.
public final class Caches {
    private Caches() {}

    public static KeyValueCache of(Architecture architecture, int capacity, DType dtype) {
        try {
            return new KeyValueCache(architecture, capacity, dtype);
        } catch (Failure e) {
            throw new AssertionError(e);
        }
    }
}
