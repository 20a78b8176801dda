package org.taskvectors.device.torch;

import org.taskvectors.accelerator.Accelerator;

/// Where libtorch computes: one of its devices. Scripts name it by the word `DEVICE`, which stands
/// for a literal of TorchScript; arrays that DJL makes lie on the processor, and a script moves
/// them with `torch.to(x, DEVICE)`.
///
/// @param name as libtorch knows it: `cpu`, `cuda:0`
record TorchPlace(String name) {
    /// The word that stands for the device in the text of a script.
    static final String WORD = "DEVICE";

    /// The processor, by libtorch's operators.
    static final TorchPlace PROCESSOR = new TorchPlace("cpu");

    static TorchPlace of(Accelerator accelerator) {
        return accelerator.kind() == Accelerator.Kind.LIBTORCH
                ? PROCESSOR
                : new TorchPlace(accelerator.id());
    }

    /// Returns the accelerator that this is, as far as its name tells.
    Accelerator accelerator() {
        return isProcessor()
                ? Accelerator.OF_LIBTORCH
                : new Accelerator(
                        Accelerator.Kind.CUDA,
                        Integer.parseInt(name.substring(name.indexOf(':') + 1)),
                        name,
                        0);
    }

    boolean isProcessor() {
        return equals(PROCESSOR);
    }

    /// Returns a script's text for this device.
    String in(String text) {
        return text.replace(WORD, "torch.device(\"" + name + "\")");
    }
}
