package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.gguf.GgufFile;
import org.taskvectors.checkpoint.pytorch.PytorchFile;
import org.taskvectors.checkpoint.safetensors.SafetensorsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Opens one file of weights by what its bytes are, whatever its name says: the one place that
/// knows which formats there are.
final class WeightsFiles {
    private WeightsFiles() {}

    /// Whether files of that kind can be opened.
    static boolean isReadable(FileKind kind) {
        return switch (kind) {
            case SAFETENSORS, PYTORCH, PYTORCH_LEGACY, GGUF -> true;
            default -> false;
        };
    }

    /// The bytes that describe the tensors of a file; its beginning where it holds no weights.
    ///
    /// @throws Failure where reading fails
    static HeaderSpan header(ReadableFile file) throws Failure {
        return switch (Sniffer.sniff(file)) {
            case SAFETENSORS -> SafetensorsFile.header(file);
            case PYTORCH -> PytorchFile.header(file);
            default -> HeaderSpan.beginning(file);
        };
    }

    /// Opens files that are one model together.
    ///
    /// @param under the key of the dictionary that is meant in one of PyTorch's files
    /// @throws Failure where one cannot be opened, holds no weights, or breaks a rule of its
    ///   format; none stays open
    static List<WeightsFile> open(List<Path> paths, Optional<String> under) throws Failure {
        List<WeightsFile> files = new ArrayList<>();
        // Only the first part of a split GGUF file says what the model is.
        GgufFile firstPart = null;
        try {
            for (Path path : paths) {
                WeightsFile file = open(path, firstPart, under);
                files.add(file);
                if (firstPart == null && file instanceof GgufFile gguf && gguf.isPart()) {
                    firstPart = gguf;
                }
            }
            return files;
        } catch (Failure | RuntimeException | Error e) {
            files.forEach(WeightsFile::close);
            throw e;
        }
    }

    private static WeightsFile open(Path path, @Nullable GgufFile firstPart, Optional<String> under)
            throws Failure {
        ReadableFile file = ReadableFile.open(path);
        try {
            FileKind kind = Sniffer.sniff(file);
            // What nobody knows but is called safetensors is told by that format which of its rules
            // it breaks.
            boolean damaged =
                    kind == FileKind.UNKNOWN && path.toString().endsWith(Names.SAFETENSORS);
            if (damaged) {
                return SafetensorsFile.open(file);
            }
            if (kind == FileKind.UNKNOWN && path.toString().endsWith(Names.GGUF)) {
                return GgufFile.open(file);
            }
            return switch (kind) {
                case SAFETENSORS -> SafetensorsFile.open(file);
                case PYTORCH -> PytorchFile.openZip(file, under);
                case PYTORCH_LEGACY -> PytorchFile.openLegacy(file, under);
                case GGUF -> {
                    GgufFile gguf = GgufFile.open(file, firstPart);
                    gguf.requireTensors();
                    yield gguf;
                }
                default -> throw Failure.of(kind, path, kind.what(), kind.advice());
            };
        } catch (Failure | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }
}
