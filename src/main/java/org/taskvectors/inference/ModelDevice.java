package org.taskvectors.inference;

import java.util.OptionalLong;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A device with memory of its own on which a model runs whole: its weights lie there, and so do
/// the keys and values of its texts. Having one costs nothing: what is large is loaded when it is
/// opened.
public interface ModelDevice {
    /// Returns the few letters that stand for it in the window: `GPU 0`.
    String label();

    /// Returns why a model runs there, in a sentence without a full stop; empty if there is nothing
    /// to say.
    String reason();

    /// Returns how many bytes of its memory a model may take now; empty where that is known only
    /// when it is tried.
    OptionalLong available();

    /// Prepares to run one model.
    ///
    /// @param threads that may work on one product, where the device is the processor
    /// @throws Failure if it cannot be used
    /// @throws CancelledException if it was cancelled while libraries were loaded
    DeviceMemory open(int threads, Cancellation cancellation) throws Failure, CancelledException;
}
