package org.taskvectors.device.torch;

import org.taskvectors.accelerator.Accelerator;

/// An accelerator as libtorch names it. Scripts name it by the word `DEVICE`, which stands for a
/// literal of TorchScript; arrays that DJL makes lie on the processor, and a script moves them with
/// `torch.to(x, DEVICE)`.
record TorchPlace(Accelerator accelerator) {
    /// The word that stands for the device in the text of a script.
    static final String WORD = "DEVICE";

    /// The processor, by libtorch's operators.
    static final TorchPlace PROCESSOR = new TorchPlace(Accelerator.OF_LIBTORCH);

    /// Returns an NVIDIA GPU of which only the number is known.
    static TorchPlace gpu(int index) {
        return new TorchPlace(new Accelerator(Accelerator.Kind.CUDA, index, "cuda:" + index, 0));
    }

    /// Returns what libtorch calls it: `cpu`, `cuda:0`.
    String name() {
        return isProcessor() ? "cpu" : accelerator.id();
    }

    boolean isProcessor() {
        return accelerator.kind() == Accelerator.Kind.LIBTORCH;
    }

    /// Returns a script's text for this device.
    String in(String text) {
        return text.replace(WORD, "torch.device(\"" + name() + "\")");
    }
}
