package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.Failure;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.vocabulary.Clash;
import org.taskvectors.merge.vocabulary.Relaid;
import org.taskvectors.merge.vocabulary.TokenizerFiles;
import org.taskvectors.saving.Beside;
import org.taskvectors.saving.Target;

/// Gives what is merged the tokens and the chat template that were asked for, or refuses what does
/// not have the same tokens.
final class MergeWords {
    private MergeWords() {}

    /// Returns the sides with the rows of one vocabulary.
    static MergeSides of(MergeRequest request, MergeSides sides) throws IOException {
        if (sides.isOfVectors() && sides.base().isEmpty()) {
            requireNoWords(request);
            return sides;
        }
        List<Boolean> areVectors =
                sides.given().stream().map(space -> space == Space.VECTORS).toList();
        List<Checkpoint> models =
                Stream.concat(
                                sides.base().stream(),
                                IntStream.range(0, areVectors.size())
                                        .filter(k -> !areVectors.get(k))
                                        .mapToObj(sides.ingredients()::get))
                        .toList();
        Checkpoint like =
                sides.isOfVectors() ? sides.base().orElseThrow() : sides.models().getFirst();
        Found found = find(request, sides.base(), sides.ingredients(), areVectors, like, models);
        found.notes.addAll(
                Descent.notes(
                        found.base.filter(_ -> sides.isOfVectors() || sides.method().readsBase()),
                        of(found, areVectors, true),
                        of(found, areVectors, false)));
        return new MergeSides(
                sides.method(),
                found.base,
                found.ingredients,
                sides.given(),
                sides.opened(),
                found.beside,
                found.notes);
    }

    /// Vectors that are merged without a base are laid by their own names, and have no tokens.
    private static void requireNoWords(MergeRequest request) throws Failure {
        if (!request.words().equals(Words.AS_THEY_ARE)) {
            throw Failure.of(
                    MethodProblem.INGREDIENTS,
                    null,
                    "tokens and templates are a model's, and vectors are merged without a base",
                    "Name the base (--base)");
        }
    }

    private static List<Checkpoint> of(Found found, List<Boolean> areVectors, boolean isVector) {
        return IntStream.range(0, areVectors.size())
                .filter(k -> areVectors.get(k) == isVector)
                .mapToObj(found.ingredients::get)
                .toList();
    }

    /// Models whose layers are stacked.
    record Stacked(List<Checkpoint> models, Beside beside, List<String> notes) {}

    /// The same for models whose layers are stacked.
    static Stacked ofStacked(MergeRequest request, Stacking stacking, List<Checkpoint> models)
            throws IOException {
        int first =
                stacking.base()
                        .filter(_ -> request.base().isPresent())
                        .map(Stacking.Stack::like)
                        .orElseGet(() -> stacking.ingredients().getFirst().like());
        Found found =
                find(
                        request,
                        Optional.empty(),
                        models,
                        models.stream().map(_ -> false).toList(),
                        models.get(first),
                        models);
        return new Stacked(found.ingredients, found.beside, found.notes);
    }

    private record Found(
            Optional<Checkpoint> base,
            List<Checkpoint> ingredients,
            Beside beside,
            List<String> notes) {}

    private static Found find(
            MergeRequest request,
            Optional<Checkpoint> base,
            List<Checkpoint> ingredients,
            List<Boolean> areVectors,
            Checkpoint like,
            List<Checkpoint> models)
            throws IOException {
        List<String> notes = new ArrayList<>();
        Beside beside = request.beside(Map.of());
        Optional<Relaid> relaid = Optional.empty();
        if (request.words().vocabulary().isPresent()) {
            relaid =
                    Optional.of(
                            Relaid.of(
                                    request.words().vocabulary().get(),
                                    base,
                                    ingredients,
                                    areVectors,
                                    like));
            beside = beside(beside, relaid.get());
            notes.addAll(relaid.get().notes());
        } else {
            notes.addAll(Clash.check(base, ingredients, areVectors));
        }
        if (request.words().chatTemplate().isPresent()) {
            TemplateFiles template = new TemplateFiles(like, relaid.map(Relaid::files), models);
            beside = beside.withTexts(template.texts(request.words().chatTemplate().get(), notes));
        }
        boolean isAsked = !request.words().equals(Words.AS_THEY_ARE);
        boolean isFolder = request.output() instanceof Output.Model(Target.Folder _);
        if (isAsked && !isFolder) {
            notes.add(
                    "only a model's folder holds a tokenizer and a chat template: they are not"
                            + " written");
        }
        return new Found(
                relaid.isPresent() ? relaid.get().base() : base,
                relaid.map(Relaid::ingredients).orElse(ingredients),
                beside,
                notes);
    }

    private static Beside beside(Beside beside, Relaid relaid) {
        TokenizerFiles files = relaid.files();
        Map<String, String> texts = new HashMap<>(files.texts());
        texts.putAll(beside.texts());
        return new Beside(
                texts,
                beside.layers(),
                files.copies(),
                Optional.of(new Beside.Tokens(relaid.plan().rows(), files.ids())));
    }
}
