package org.taskvectors.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vocabulary;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;

/// Opens the tokenizer of a model.
public final class Tokenizers {
    private static final String JSON = "tokenizer.json";

    private static final List<String> OWN = List.of(JSON, OtherFiles.PIECES, OtherFiles.VOCABULARY);

    private Tokenizers() {}

    /// Opens the tokenizer that belongs to `checkpoint`: of the files beside it.
    ///
    /// @throws Failure with a [TokenizerProblem], [TokenizerProblem#NO_TOKENIZER] where it has none
    public static Tokenizer of(Checkpoint checkpoint) throws IOException {
        About about = checkpoint.about();
        Optional<Path> folder = about.companionFolder();
        // A file of weights by itself may lie beside another model's tokenizer.
        boolean isItsOwn = about.companions().stream().anyMatch(OWN::contains);
        if (folder.isPresent() && isItsOwn) {
            Optional<Tokenizer> found = inFolder(folder.get());
            if (found.isPresent()) {
                return found.get();
            }
        }
        Optional<Vocabulary> vocabulary = Checkpoints.vocabulary(about.weightFiles());
        if (vocabulary.isPresent()) {
            return of(vocabulary.get(), about.weightFiles().getFirst());
        }
        if (folder.isPresent()) {
            Optional<Tokenizer> found = inFolder(folder.get());
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw none(checkpoint.path().orElse(folder.orElse(null)));
    }

    /// Makes the tokenizer of a vocabulary that a file of weights brings along.
    ///
    /// @param file the file, for messages
    /// @throws Failure with a [TokenizerProblem] where it cannot be used
    public static Tokenizer of(Vocabulary vocabulary, Path file) throws IOException {
        return LibraryTokenizer.of(
                "GGUF vocabulary",
                VocabularyJson.of(vocabulary, file),
                file,
                VocabularySettings.of(vocabulary));
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

    /// Returns the tokens of a model as its vocabulary spells them, by id; empty where no token has
    /// the id. A tokenizer.json is only read, not loaded.
    ///
    /// @throws Failure as [#of(Checkpoint)] does
    public static List<Optional<String>> spellings(Checkpoint checkpoint) throws IOException {
        Optional<Path> json =
                checkpoint
                        .about()
                        .companionFolder()
                        .filter(_ -> checkpoint.about().companions().contains(JSON))
                        .map(folder -> folder.resolve(JSON))
                        .filter(Files::isRegularFile);
        List<Optional<String>> spellings = new ArrayList<>();
        if (json.isPresent()) {
            String text = TokenizerFile.text(json.get(), TokenizerFile.LARGEST);
            for (String token : TokenizerJson.parse(text, json.get()).tokens()) {
                spellings.add(Optional.ofNullable(token));
            }
            return spellings;
        }
        try (Tokenizer tokenizer = of(checkpoint)) {
            for (int id = 0; id < tokenizer.size(); id++) {
                spellings.add(tokenizer.spelling(id));
            }
        }
        return spellings;
    }

    /// Returns the text of a model's chat template, as the files beside it have it; empty if it has
    /// none. It is read as text, and neither parsed nor run.
    ///
    /// @throws IOException (a [Failure]) where a file cannot be read
    public static Optional<String> chatTemplate(Checkpoint checkpoint) throws IOException {
        About about = checkpoint.about();
        // A file of weights by itself may lie beside another model's tokenizer.
        if (about.companionFolder().isPresent() && !about.companions().isEmpty()) {
            Optional<String> found =
                    FolderSettings.read(about.companionFolder().get()).chatTemplate();
            if (found.isPresent()) {
                return found;
            }
        }
        return Checkpoints.vocabulary(about.weightFiles()).flatMap(Vocabulary::chatTemplate);
    }

    /// Says how the tokenizer of a fine-tuned model or a vector differs from its base's: tokens
    /// that were added or are others, other BOS and EOS, another chat template.
    ///
    /// @return clauses that begin with a small letter and have no full stop; empty if there is no
    ///   difference
    public static List<String> difference(Tokenizer base, Tokenizer other) {
        return Differences.between(base, other);
    }

    /// Says where DJL keeps the native library, and that it asks nothing of the network: to be
    /// called once when the program starts, before anything else of DJL is used. What a person said
    /// with a property or a variable of the environment stands.
    ///
    /// @param cache the folder into which the library is unpacked when it is first used
    public static void prepare(Path cache) {
        System.setProperty("ai.djl.offline", "true");
        // Read at every call home, whatever is offline.
        System.setProperty("OPT_OUT_TRACKING", "true");
        keep("DJL_CACHE_DIR", cache.resolve("djl"));
        keep("ENGINE_CACHE_DIR", cache.resolve("djl"));
    }

    /// Loads the native library, so that the first tokenizer opens sooner.
    ///
    /// @throws Failure [TokenizerProblem#NO_LIBRARY] where there is none for this system
    public static void warmUp() throws Failure {
        Engine.warmUp();
    }

    private static void keep(String name, Path folder) {
        if (System.getProperty(name) == null && System.getenv(name) == null) {
            System.setProperty(name, folder.toString());
        }
    }

    private static Optional<Tokenizer> inFolder(Path folder) throws IOException {
        Path json = folder.resolve(JSON);
        if (Files.exists(json)) {
            return Optional.of(
                    LibraryTokenizer.of(
                            JSON,
                            TokenizerFile.text(json, TokenizerFile.LARGEST),
                            json,
                            FolderSettings.read(folder)));
        }
        return OtherFiles.open(folder);
    }

    private static Failure none(@Nullable Path path) {
        return Failure.of(
                TokenizerProblem.NO_TOKENIZER,
                path,
                "there is no tokenizer with this model",
                "Put the model's tokenizer.json and tokenizer_config.json beside its weights");
    }
}
