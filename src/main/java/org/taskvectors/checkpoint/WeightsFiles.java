package org.taskvectors.checkpoint;

import java.nio.file.Path;
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
            case SAFETENSORS, PYTORCH, PYTORCH_LEGACY -> true;
            default -> false;
        };
    }

    /// @throws Failure where the file cannot be opened, holds no weights, or breaks a rule of its
    ///   format
    static WeightsFile open(Path path) throws Failure {
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
            return switch (kind) {
                case SAFETENSORS -> SafetensorsFile.open(file);
                case PYTORCH -> PytorchFile.openZip(file);
                case PYTORCH_LEGACY -> PytorchFile.openLegacy(file);
                default -> throw Failure.of(kind, path, kind.what(), kind.advice());
            };
        } catch (Failure | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }
}
