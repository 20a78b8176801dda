package org.taskvectors.checkpoint.open;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.file.Utf8Reader;

/// Reads config.json, or Meta's and Mistral's params.json. A configuration that cannot be read is a
/// note, not a failure.
record ModelConfigReader(Formats formats) {
    /// Returns the configuration in `folder`; empty if there is none that can be read. Adds what is
    /// wrong with it to `notes`.
    ///
    /// @param weights the names of the files of weights that it is about: the authors' own files
    ///   have a configuration of their own
    Optional<ModelConfig> read(Path folder, List<String> weights, List<String> notes) {
        if (!weights.isEmpty() && weights.stream().allMatch(FolderFiles::isOriginal)) {
            Optional<ModelConfig> params =
                    read(folder, FolderFiles.PARAMS, notes).flatMap(OriginalParams::config);
            if (params.isPresent()) {
                return params;
            }
        }
        return read(folder, FolderFiles.CONFIG, notes);
    }

    private Optional<ModelConfig> read(Path folder, String name, List<String> notes) {
        Path path = folder.resolve(name);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(config(path));
        } catch (Failure e) {
            notes.add(name + " was left aside: " + e.what());
        } catch (JsonProcessingException e) {
            notes.add(
                    name
                            + " was left aside: it is not valid JSON ("
                            + Shown.of(e.getOriginalMessage())
                            + ")");
        } catch (IOException e) {
            notes.add(name + " was left aside: " + e.getMessage());
        }
        return Optional.empty();
    }

    private ModelConfig config(Path path) throws IOException {
        try (ReadableFile file = ReadableFile.open(HubCache.resolved(path))) {
            FileKind kind = formats.recognise(file).kind();
            if (!kind.equals(OtherKind.JSON)) {
                throw formats.refusal(kind, file);
            }
            if (file.size() > ModelConfig.LARGEST) {
                throw Failure.of(
                        OtherKind.JSON, path, "it is larger than any configuration is", "");
            }
            return ModelConfig.parse(new Utf8Reader(file, 0, file.size(), OtherKind.UNKNOWN))
                    .orElseThrow(() -> Failure.of(OtherKind.JSON, path, "it is not an object", ""));
        }
    }
}
