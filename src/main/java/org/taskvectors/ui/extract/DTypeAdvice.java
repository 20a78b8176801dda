package org.taskvectors.ui.extract;

import org.taskvectors.extraction.OutputDType;

/// What a choice of output dtype costs, in a sentence or two.
final class DTypeAdvice {
    private DTypeAdvice() {}

    static String of(OutputDType dtype) {
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
