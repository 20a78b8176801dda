package org.taskvectors.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;

/// Opens the tokenizer of a model.
public final class Tokenizers {
    private static final String JSON = "tokenizer.json";

    private Tokenizers() {}

    /// Opens the tokenizer that belongs to `checkpoint`: of the files beside it.
    ///
    /// @throws Failure with a [TokenizerProblem], [TokenizerProblem#NO_TOKENIZER] where it has none
    public static Tokenizer of(Checkpoint checkpoint) throws IOException {
        Optional<Path> folder = checkpoint.about().companionFolder();
        if (folder.isPresent()) {
            Optional<Tokenizer> found = inFolder(folder.get());
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw none(checkpoint.path().orElse(folder.orElse(null)));
    }

    /// Opens the tokenizer whose files lie in `folder`.
    ///
    /// @throws Failure with a [TokenizerProblem], [TokenizerProblem#NO_TOKENIZER] where it holds
    ///   none
    public static Tokenizer ofFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw Failure.of(
                    FileProblem.NOT_A_FOLDER, folder, "this is no folder", "Check the path");
        }
        return inFolder(folder).orElseThrow(() -> none(folder));
    }

    private static Optional<Tokenizer> inFolder(Path folder) throws IOException {
        Path json = folder.resolve(JSON);
        if (!Files.exists(json)) {
            return Optional.empty();
        }
        return Optional.of(
                LibraryTokenizer.of(
                        JSON,
                        TokenizerFile.text(json, TokenizerFile.LARGEST),
                        json,
                        FolderSettings.read(folder)));
    }

    private static Failure none(@Nullable Path path) {
        return Failure.of(
                TokenizerProblem.NO_TOKENIZER,
                path,
                "there is no tokenizer with this model",
                "Put the model's tokenizer.json and tokenizer_config.json beside its weights");
    }
}
