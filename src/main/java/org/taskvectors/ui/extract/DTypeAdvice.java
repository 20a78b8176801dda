package org.taskvectors.ui.extract;

import org.taskvectors.checkpoint.OutputDType;

/// What a choice of output dtype costs, in a sentence or two.
final class DTypeAdvice {
    private DTypeAdvice() {}

    /// @param isAdapter whether what is stored is an adapter's own change, so that there are no
    ///   fine-tuned weights to come back to
    static String of(OutputDType dtype, boolean isAdapter) {
        return isAdapter ? ofAdapter(dtype) : ofDifference(dtype);
    }

    private static String ofAdapter(OutputDType dtype) {
        String rounded = "The adapter's own change is computed and rounded once, ";
        return rounded
                + switch (dtype) {
                    case SOURCE -> "to the wider dtype of its factors.";
                    case BFLOAT16 -> "to bfloat16: 8 bits of each weight.";
                    case FLOAT16 ->
                            "to float16: 11 bits of weights above 6e-5, fewer below, and none below"
                                    + " 3e-8.";
                    case FLOAT32 -> "to float32: 24 bits, at twice the size of bfloat16.";
                };
    }

    private static String ofDifference(OutputDType dtype) {
        return switch (dtype) {
            case SOURCE ->
                    "Each difference is stored in the wider dtype of its two sides: the size of the"
                            + " model. How many fine-tuned weights come back exactly is measured"
                            + " while it runs.";
            case BFLOAT16 ->
                    "bfloat16 keeps 8 bits of each difference; how many fine-tuned weights come"
                        + " back exactly is measured while it runs. float32 comes closest, at twice"
                        + " the size.";
            case FLOAT16 ->
                    "float16 keeps 11 bits of differences above 6e-5, fewer below, and none below"
                            + " 3e-8: those become zero. What lies above 65,504 is counted as not"
                            + " finite.";
            case FLOAT32 ->
                    "float32 holds every difference of 16-bit models nearly always exactly, at"
                            + " twice the size of bfloat16.";
        };
    }
}
