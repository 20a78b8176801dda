package org.taskvectors.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.taskvectors.vector.Scale;

/// A vector and its coefficient as one argument: `sst2.safetensors`, `sst2.safetensors=0.5`. A path
/// that exists wins; otherwise the argument is split at the last `=` whose tail is a number, so
/// that `./rank=8=0.5` works.
///
/// @param path where the vector lies
/// @param scale its coefficient λ; 1 where none is given
record VectorArgument(Path path, Scale scale) {
    static VectorArgument of(String argument) {
        Path whole = Path.of(argument);
        if (Files.exists(whole)) {
            return new VectorArgument(whole, Scale.ONE);
        }
        int at = argument.lastIndexOf('=');
        if (at > 0) {
            try {
                double lambda = Double.parseDouble(argument.substring(at + 1));
                if (Double.isFinite(lambda)) {
                    return new VectorArgument(
                            Path.of(argument.substring(0, at)), new Scale.Constant(lambda));
                }
            } catch (NumberFormatException e) {
                // The tail is a part of the name.
            }
        }
        return new VectorArgument(whole, Scale.ONE);
    }
}
