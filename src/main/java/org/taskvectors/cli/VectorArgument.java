package org.taskvectors.cli;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.taskvectors.file.PathReader;
import org.taskvectors.vector.Scale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// A vector and its coefficient as one argument: `sst2.safetensors`, `sst2.safetensors=0.5`. A path
/// that exists wins; otherwise the argument is split at the last `=` whose tail is a number, so
/// that `./rank=8=0.5` works.
///
/// @param path where the vector lies
/// @param scale its coefficient λ; 1 where none is given
record VectorArgument(Path path, Scale scale) {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

    /// @throws ParameterException where what stands behind the path of a file is no coefficient
    ///   that float32 holds
    static VectorArgument of(String argument, CommandLine command) {
        int at = argument.lastIndexOf('=');
        if (at <= 0 || PathReader.isOnDisk(argument)) {
            return new VectorArgument(RootCommand.path(argument, command), Scale.ONE);
        }
        String head = argument.substring(0, at);
        String tail = argument.substring(at + 1);
        boolean isNumber = NUMBER.matcher(tail).matches();
        if (isNumber && Float.isFinite(Float.parseFloat(tail))) {
            return new VectorArgument(
                    RootCommand.path(head, command), new Scale.Constant(Double.parseDouble(tail)));
        }
        if (isNumber || PathReader.isOnDisk(head)) {
            throw new ParameterException(
                    command,
                    argument
                            + ": '"
                            + tail
                            + "' is no coefficient; write a number of float32's range, such as 0.5"
                            + " or -1");
        }
        return new VectorArgument(RootCommand.path(argument, command), Scale.ONE);
    }
}
