package org.taskvectors.merge.vocabulary;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Vocabulary;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tokenizer.Tokenizers;
import org.taskvectors.vector.SavedVector;

/// A model or a vector of a merge, with the tokens of its rows.
///
/// @param opened as it was opened
/// @param checkpoint a model as it is; a vector on its base, in the base's names
/// @param isVector whether it is a change of the base
/// @param naming the names of the model, or of the vector's base
/// @param names the tensors with a row for each token, by these names
/// @param rows how many rows these have
/// @param tokens what they are
record Side(
        Checkpoint opened,
        Checkpoint checkpoint,
        boolean isVector,
        Naming naming,
        Set<String> names,
        int rows,
        Tokens tokens) {
    /// A model's tokens are its tokenizer's.
    static Side ofModel(Checkpoint model) throws IOException {
        Naming naming = Naming.of(model);
        Vocabulary vocabulary = Vocabulary.of(model, naming);
        if (vocabulary.rows().isEmpty()) {
            throw Failure.of(
                    VocabularyProblem.NO_ROWS,
                    model.path().orElse(null),
                    "it has no embedding whose rows are known to be tokens",
                    "Merge it without choosing a tokenizer");
        }
        for (Tensor tensor : model.tensors()) {
            requireTogether(model, naming, vocabulary, tensor);
        }
        int rows = Math.toIntExact(vocabulary.tokens());
        return new Side(
                model,
                model,
                false,
                naming,
                vocabulary.rows(),
                rows,
                Tokens.of(Tokenizers.spellings(model), rows));
    }

    private static void requireTogether(
            Checkpoint model, Naming naming, Vocabulary vocabulary, Tensor tensor) throws Failure {
        Placement place = naming.place(tensor.name());
        boolean isHead =
                place.kind().family() == ModuleFamily.HEAD
                        && place.stripped().matches("(?:.*\\.)?(?:lm_head|output)\\.weight");
        if (isHead && !vocabulary.rows().contains(tensor.name())) {
            throw Failure.of(
                            VocabularyProblem.NO_ROWS,
                            model.path().orElse(null),
                            "it has "
                                    + tensor.shape()
                                    + ", and the embedding "
                                    + vocabulary.tokens()
                                    + " rows",
                            "Give the model as many rows in its head as in its embedding")
                    .at("tensor " + Shown.of(tensor.name()));
        }
    }

    /// A vector's rows are changes of the base's rows, and so are tokens of the base; rows beyond
    /// these are what a tokenizer beside the vector says, and without one nobody knows.
    static Side ofVector(Checkpoint opened, Side base) throws IOException {
        Vector on = SavedVector.of(opened).on(base.checkpoint());
        Alignment alignment = Alignment.of(base.checkpoint(), on);
        Checkpoint aligned = alignment.apply(on);
        Set<String> names = new LinkedHashSet<>();
        int rows = 0;
        for (String name : base.names()) {
            Tensor of = base.checkpoint().tensor(name).orElseThrow();
            Optional<Tensor> found = alignment.found(of);
            if (found.isPresent()) {
                names.add(name);
                int own = Math.toIntExact(found.get().shape().size(0));
                if (rows != 0 && rows != own) {
                    throw Failure.of(
                                    VocabularyProblem.NO_ROWS,
                                    opened.path().orElse(null),
                                    "it has "
                                            + own
                                            + " rows, and another tensor of the vector's"
                                            + " vocabulary "
                                            + rows,
                                    "Take a vector that holds the rows of all of them")
                            .at("tensor " + Shown.of(name));
                }
                rows = own;
            }
        }
        if (names.isEmpty()) {
            rows = base.rows();
        }
        List<Optional<String>> spellings = new ArrayList<>();
        for (int row = 0; row < Math.min(rows, base.rows()); row++) {
            spellings.add(base.token(row));
        }
        if (rows > base.rows()) {
            List<Optional<String>> own = besides(opened);
            for (int row = base.rows(); row < rows; row++) {
                spellings.add(row < own.size() ? own.get(row) : Optional.empty());
            }
        }
        return new Side(
                opened, aligned, true, base.naming(), names, rows, Tokens.of(spellings, rows));
    }

    private Optional<String> token(int row) {
        return row < tokens.spellings().size() ? tokens.spellings().get(row) : Optional.empty();
    }

    /// The tokens of the tokenizer beside a vector; none where there is no such tokenizer.
    static List<Optional<String>> besides(Checkpoint vector) throws IOException {
        return hasTokenizer(vector) ? Tokenizers.spellings(vector) : List.of();
    }

    static boolean hasTokenizer(Checkpoint checkpoint) {
        return checkpoint.about().companions().stream()
                .anyMatch(TokenizerFiles.OF_VOCABULARIES::contains);
    }

    /// Returns the tensor that is to this side what another model's tensor is to that one; empty if
    /// a vector does not change it. A head that is not there is the embedding.
    ///
    /// @throws Failure [VocabularyProblem#NO_ROWS]
    Optional<Part> part(Naming others, String name) throws Failure {
        Placement place = others.place(name);
        boolean isMatrix = name.endsWith("weight");
        Optional<String> found =
                names.stream()
                        .filter(own -> naming.place(own).stripped().equals(place.stripped()))
                        .findFirst()
                        .or(() -> only(place, isMatrix));
        if (found.isEmpty() && isVector) {
            return Optional.empty();
        }
        if (found.isEmpty() && place.kind().family() == ModuleFamily.HEAD) {
            found =
                    names.stream()
                            .filter(
                                    own ->
                                            naming.place(own).kind().family()
                                                    == ModuleFamily.EMBEDDING)
                            .findFirst();
        }
        if (found.isEmpty()) {
            throw Failure.of(
                            VocabularyProblem.NO_ROWS,
                            opened.path().orElse(null),
                            opened.name() + " has nothing for it",
                            "Merge models of the same architecture")
                    .at("tensor " + Shown.of(name));
        }
        return Optional.of(part(found.get()));
    }

    private Optional<String> only(Placement place, boolean isMatrix) {
        List<String> all =
                names.stream()
                        .filter(own -> naming.place(own).kind().equals(place.kind()))
                        .filter(own -> own.endsWith("weight") == isMatrix)
                        .toList();
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    Part part(String name) throws Failure {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        Optional<String> undecoded = checkpoint.stored(tensor).undecoded();
        if (undecoded.isPresent()) {
            throw Failure.of(
                            VocabularyProblem.NO_ROWS,
                            opened.path().orElse(null),
                            "its rows cannot be read: " + undecoded.get(),
                            "Give the model in a format that is decoded")
                    .at("tensor " + Shown.of(name));
        }
        return new Part(checkpoint, tensor);
    }
}
