package org.taskvectors.device.torch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// The process of a [LibtorchTrial].
public final class LibtorchTrialMain {
    /// Exit code where the answer cannot be written.
    static final int NO_ANSWER = 3;

    private LibtorchTrialMain() {}

    /// @param arguments the file for the answer, the folder of the libraries, the cache of the
    ///   program's own, and any number of folders with the program's own
    public static void main(String[] arguments) throws Exception {
        List<Path> paths = Arrays.stream(arguments).map(Path::of).toList();
        ObjectNode answer = new ObjectMapper().createObjectNode();
        try {
            Libtorch libtorch =
                    Libtorch.start(
                            UserLibtorch.at(paths.get(1)),
                            paths.subList(3, paths.size()),
                            paths.get(2));
            answer.put("gpus", libtorch.gpus());
        } catch (Failure e) {
            answer.put("failure", e.what());
        } catch (RuntimeException | LinkageError e) {
            // Libraries of another version fail in ways of their own.
            answer.put(
                    "failure",
                    "this system does not load PyTorch's libraries: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        try {
            AtomicFile.writeText(paths.getFirst(), answer.toString());
            System.exit(0);
        } catch (Failure e) {
            System.exit(NO_ANSWER);
        }
    }
}
