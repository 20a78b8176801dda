package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.SplittableRandom;

/// How a device sums the lanes of a leaf one term after the other: by one scan where its scan does
/// just that, or by 64 additions, which are right on every device but cost a launch each.
final class LeafSums {
    private static final int LEAVES = 64;
    private static final int ROWS = 3;

    private LeafSums() {}

    /// Whether the device's scans give the same bits as additions, tried with terms of widely
    /// different sizes and signs, and zeros of both signs.
    ///
    /// @param script with the methods of [BlockScript]
    static boolean canScan(Script script, Tensors tensors) {
        int count = LEAVES * DeviceBlocks.LEAF;
        double[] terms = new double[ROWS * count];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < terms.length; i++) {
            terms[i] = i < count ? -0.0 : Math.scalb(random.nextDouble() - 0.5, random.nextInt(40));
        }
        try (Tensors memory = tensors.within()) {
            NDArray all = memory.manager().create(terms, new Shape(ROWS, count));
            return Arrays.equals(sums(script, memory, all, true), sums(script, memory, all, false));
        }
    }

    private static double[] sums(Script script, Tensors memory, NDArray terms, boolean scans) {
        return script.call(memory, "sums", Script.tensor(terms), IValue.from(scans))
                .toDoubleArray();
    }
}
