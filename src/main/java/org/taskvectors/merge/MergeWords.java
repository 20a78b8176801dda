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
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.vocabulary.Clash;
import org.taskvectors.merge.vocabulary.Relaid;
import org.taskvectors.merge.vocabulary.TokenizerFiles;
import org.taskvectors.saving.Beside;
import org.taskvectors.saving.Target;

/// Gives what is merged the tokens and the chat template that were asked for, or refuses what does
/// not have the same tokens.
final class MergeWords {
    private static final String CARD = "README.md";

    private MergeWords() {}

    /// Returns the sides with the rows of one vocabulary.
    static MergeSides of(MergeRequest request, MergeSides sides) throws IOException {
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
                carded(found.beside, found.notes),
                found.notes);
    }

    /// The card with what a person should know.
    private static Beside carded(Beside beside, List<String> notes) {
        String card = beside.texts().get(CARD);
        if (card == null || notes.isEmpty()) {
            return beside;
        }
        List<String> lines = new ArrayList<>(List.of(card, "## What to know", ""));
        notes.forEach(note -> lines.add("- " + Shown.whole(note)));
        return withTexts(beside, Map.of(CARD, String.join("\n", lines) + "\n"));
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
        return new Stacked(found.ingredients, carded(found.beside, found.notes), found.notes);
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
        Beside beside = request.beside();
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
            beside = withTexts(beside, template.texts(request.words().chatTemplate().get(), notes));
        }
        boolean isAsked = !request.words().equals(Words.AS_THEY_ARE);
        if (isAsked && request.target() instanceof Target.SingleFile) {
            notes.add("one file holds weights alone: tokenizer and chat template are not written");
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

    private static Beside withTexts(Beside beside, Map<String, String> more) {
        Map<String, String> texts = new HashMap<>(beside.texts());
        texts.putAll(more);
        return new Beside(texts, beside.layers(), beside.copies(), beside.tokens());
    }
}
