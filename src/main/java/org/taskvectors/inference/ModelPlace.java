package org.taskvectors.inference;

/// Where a model in memory runs, until it is unloaded.
///
/// @param label the few letters that stand for it: `CPU`, `GPU 0`
/// @param note why, in a sentence without a full stop; empty if there is nothing to say
/// @param bytes of the device's own memory that its weights and vectors take; 0 on the processor
public record ModelPlace(String label, String note, long bytes) {
    /// The processor, by the program's own kernels.
    public static final ModelPlace PROCESSOR = new ModelPlace("CPU", "", 0);

    /// Whether it is the processor, by the program's own kernels.
    public boolean isProcessor() {
        return equals(PROCESSOR);
    }

    /// `it runs on GPU 0 until it is unloaded`
    public String words() {
        return "it runs on " + label + " until it is unloaded";
    }
}
