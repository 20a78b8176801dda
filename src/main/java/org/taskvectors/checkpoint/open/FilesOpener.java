package org.taskvectors.checkpoint.open;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Opens files of weights by their bytes, whatever their names.
record FilesOpener(Formats formats) {
    /// Opens the files of one model.
    ///
    /// @param under the key of the dictionary to open, if a file holds several
    /// @throws Failure if one cannot be opened, holds no weights, or breaks a rule of its format;
    ///   none stays open
    List<WeightsFile> open(List<Path> paths, Optional<String> under) throws Failure {
        List<WeightsFile> files = new ArrayList<>();
        try {
            for (Path path : paths) {
                files.add(open(path, under, files));
            }
            files.getFirst().requireWhole(List.copyOf(files));
            return files;
        } catch (Failure | RuntimeException | Error e) {
            files.forEach(WeightsFile::close);
            throw e;
        }
    }

    /// Opens the first file of a model by itself.
    ///
    /// @throws Failure as [#open(List, Optional)] does
    WeightsFile first(Path path) throws Failure {
        return open(path, Optional.empty(), List.of());
    }

    private WeightsFile open(Path path, Optional<String> under, List<WeightsFile> earlier)
            throws Failure {
        ReadableFile file = ReadableFile.open(HubCache.resolved(path));
        try {
            Formats.Recognised found = formats.recognise(file);
            Optional<Format> format =
                    found.kind().isOpened() ? found.format() : explaining(found, path);
            if (format.isEmpty()) {
                throw formats.refusal(found.kind(), file);
            }
            return format.get().open(file, found.kind(), under, List.copyOf(earlier));
        } catch (Failure | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /// Returns the format that can explain a file that no format recognises, by the file's name.
    private Optional<Format> explaining(Formats.Recognised found, Path path) {
        return found.kind().equals(OtherKind.UNKNOWN)
                ? formats.formats().stream()
                        .filter(format -> format.explains(FileNames.of(path)))
                        .findFirst()
                : Optional.empty();
    }
}
