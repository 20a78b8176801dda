package org.taskvectors.device.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What the build starts to lay libtorch's libraries out, unpacked, in the folder of the program.
/// Where there are none for the system that builds, it does nothing, and the program says so.
public final class LayOut {
    private LayOut() {}

    /// @param arguments the folder
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        Optional<Unpacker> unpacker = Unpacker.find();
        if (unpacker.isPresent() && !Libraries.areWhole(root)) {
            unpacker.get().unpack(root);
        }
    }
}
