package org.taskvectors.device.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;

/// libtorch's libraries that a person points to: those of a Python's `torch` package, or an
/// unpacked libtorch.
///
/// @param folder where the libraries themselves lie
/// @param version as its version file says, without what follows `+`: `2.7.1`; empty where there is
///   no such file
/// @param flavor what they were built for, as that file says: `cu126`, `cpu`; empty likewise
/// @param hasCuda whether the library for NVIDIA GPUs is among them
record UserLibtorch(Path folder, String version, String flavor, boolean hasCuda) {
    private static final long LONGEST = 1 << 16;

    /// `2.7.1+cu126` in a file of its own, or `__version__ = '2.7.1+cu126'`.
    private static final Pattern VERSION =
            Pattern.compile("(\\d+\\.\\d+\\.\\d+)[a-z0-9.]*(?:\\+([a-z0-9._]+))?");

    /// Finds them.
    ///
    /// @param chosen the libraries' folder, or one that has them in `lib` or `torch/lib`
    /// @throws Failure if there are none
    static UserLibtorch at(Path chosen) throws Failure {
        Path folder =
                Stream.of("", "lib", "torch/lib")
                        .map(chosen.toAbsolutePath().normalize()::resolve)
                        .filter(UserLibtorch::hasLibraries)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        Failure.of(
                                                TorchProblem.NO_LIBRARIES,
                                                chosen,
                                                "there is no "
                                                        + System.mapLibraryName("torch_cpu")
                                                        + " in it, nor in lib or torch/lib",
                                                "Choose the torch folder of a Python, or the"
                                                        + " folder of an unpacked libtorch"));
        Optional<Matcher> found =
                List.of("version.py", "build-version").stream()
                        .map(Optional.ofNullable(folder.getParent()).orElse(folder)::resolve)
                        .flatMap(file -> version(file).stream())
                        .findFirst();
        return new UserLibtorch(
                folder,
                found.map(matcher -> matcher.group(1)).orElse(""),
                found.map(matcher -> Optional.ofNullable(matcher.group(2)).orElse("")).orElse(""),
                Files.exists(folder.resolve(System.mapLibraryName("torch_cuda"))));
    }

    /// Returns what tells these libraries from others in the same folder: the sizes and times of
    /// those that are loaded.
    ///
    /// @throws Failure if one of them is gone
    String stamp() throws Failure {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("c10", "torch", "torch_cpu", "torch_cuda")) {
            Path file = folder.resolve(System.mapLibraryName(name));
            try {
                if (Files.exists(file)) {
                    text.append(Files.size(file))
                            .append('.')
                            .append(Files.getLastModifiedTime(file).toMillis())
                            .append(' ');
                }
            } catch (IOException e) {
                throw Failure.of(
                                TorchProblem.NO_LIBRARIES,
                                file,
                                "it cannot be looked at: " + e.getMessage(),
                                "")
                        .causedBy(e);
            }
        }
        return text.toString().strip();
    }

    private static boolean hasLibraries(Path folder) {
        return Stream.of("torch", "torch_cpu", "c10")
                .map(System::mapLibraryName)
                .allMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    private static Optional<Matcher> version(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
                return Optional.empty();
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            Matcher matcher = VERSION.matcher(text);
            return matcher.find() ? Optional.of(matcher) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
