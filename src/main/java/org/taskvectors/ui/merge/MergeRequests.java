package org.taskvectors.ui.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.merge.Given;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.Output;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.merge.Words;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.TokenizerPart;
import org.taskvectors.merge.vocabulary.VocabularyChoice;
import org.taskvectors.saving.Target;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.vector.Scale;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// Makes of a form what the core is asked for.
final class MergeRequests {
    private static final long GIGABYTE = 1_000_000_000;

    private MergeRequests() {}

    /// What the core is asked for, once it is wanted: what a recipe means is known from its models.
    interface Asked {
        /// @throws IOException (a [org.taskvectors.file.Failure]) where a recipe cannot be read, or
        ///   one of its models cannot be opened
        MergeRequest request() throws IOException;

        /// Returns the same in the place of an unfinished model that may lie there.
        default Asked anew() {
            return () -> {
                MergeRequest request = request();
                return request.output() instanceof Output.Model(Target.Folder folder)
                        ? request.withOutput(
                                new Output.Model(
                                        new Target.Folder(
                                                folder.path(), folder.shardBytes(), true)))
                        : request;
            };
        }
    }

    /// @param asking whose base and ingredients are in the library, where the form says them
    static Asked asked(AppContext context, Asking asking, Path target) {
        if (asking.written().isEmpty()) {
            MergeRequest request = of(context, asking.form(), target);
            return () -> request;
        }
        WrittenRecipe recipe = asking.written().get();
        Output output = output(asking, target);
        Reach reach = context.state().get().reach();
        return () ->
                RecipeMerge.of(
                                recipe.text(),
                                recipe.place(),
                                reach(context, recipe.text(), recipe.place(), reach),
                                0,
                                output,
                                context.compute())
                        .request();
    }

    /// All places that what is merged may be read from: a recipe may name whatever is in the
    /// library, and what a person asked a hub for.
    static Stream<Path> places(AppContext context) {
        Reach reach = context.state().get().reach();
        return Stream.of(reach.allowed(), reach.named().values(), context.named().asked())
                .flatMap(Collection::stream);
    }

    /// What a recipe may name: what is in the library, what lies in the hub's cache, and what a
    /// person has asked the hub for. Called off the window's thread.
    ///
    /// @param folder where the recipe's paths begin
    /// @param said what is in the library
    /// @throws IOException where the text is no recipe, or a name is none
    static Reach reach(AppContext context, String text, Path folder, Reach said)
            throws IOException {
        return context.named().reach(RecipeMerge.namedOnHub(text, folder, said), said);
    }

    private static MergeRequest of(AppContext context, MergeForm form, Path target) {
        WorkspaceState state = context.state().get();
        List<Given> given = new ArrayList<>();
        for (MergePart part : form.parts()) {
            FileItem item = state.file(part.item()).orElseThrow();
            given.add(
                    new Given(
                            state.located(item),
                            item.role().isVector() ? Space.VECTORS : Space.MODELS));
        }
        return new MergeRequest(
                form.method(),
                chosen(form),
                form.isOnBase() ? state.file(form.base()).map(state::located) : Optional.empty(),
                given,
                form.output().dtype(),
                output(new Asking(form, Optional.empty()), target),
                false,
                form.isPartial(),
                Optional.empty(),
                Optional.empty(),
                words(form),
                context.compute());
    }

    /// The values that a form says.
    static Chosen chosen(MergeForm form) {
        return new Chosen(settings(form), form.seed(), form.scaledBy());
    }

    /// Ingredients are named by their ids: one file may go in twice.
    private static Words words(MergeForm form) {
        MergeTokens tokens = form.tokens();
        if (tokens.source() == MergeTokens.Source.AS_THEY_ARE) {
            return Words.AS_THEY_ARE;
        }
        List<ModelReference> names =
                IntStream.range(0, form.parts().size())
                        .mapToObj(k -> ModelReference.of(k + "-" + form.parts().get(k).item()))
                        .toList();
        Optional<ModelReference> base =
                form.isOnBase() ? Optional.of(ModelReference.of(form.base())) : Optional.empty();
        TokenizerPart.Source source =
                tokens.source() == MergeTokens.Source.UNION
                        ? new TokenizerPart.Union()
                        : base.isPresent()
                                ? new TokenizerPart.Base()
                                : new TokenizerPart.OfModel(names.getFirst());
        return new Words(
                Optional.of(
                        new VocabularyChoice(
                                new TokenizerPart.Brief(source), tokens.fill(), base, names)),
                Optional.empty());
    }

    private static Output output(Asking asking, Path target) {
        MergeOutput output = asking.form().output();
        return switch (asking.kind()) {
            case VECTOR -> new Output.VectorFile(target, false);
            case ADAPTER -> new Output.Adapter(target, new LoraRank.Fixed(output.rank()), false);
            case MODEL ->
                    new Output.Model(
                            OutputFormats.of(target)
                                    .<Target>map(
                                            format -> new Target.SingleFile(target, format, false))
                                    .orElseGet(
                                            () ->
                                                    new Target.Folder(
                                                            target,
                                                            output.shardGigabytes() * GIGABYTE)));
        };
    }

    private static Settings settings(MergeForm form) {
        Map<String, Double> values = new HashMap<>();
        Map<String, double[]> each = new HashMap<>();
        for (Parameter parameter : form.parameters()) {
            form.chosen(parameter).ifPresent(value -> values.put(parameter.name(), value));
            if (parameter.isEach() && form.isEach(parameter)) {
                each.put(
                        parameter.name(),
                        IntStream.range(0, form.parts().size())
                                .mapToDouble(k -> form.value(parameter, k))
                                .toArray());
            }
        }
        Settings settings = Settings.of(values);
        for (Map.Entry<String, double[]> own : each.entrySet()) {
            settings = settings.withEach(own.getKey(), own.getValue());
        }
        return form.hasWeights() ? weights(form.parts()).or(settings) : settings;
    }

    private static Settings weights(List<MergePart> parts) {
        List<Scale> scales =
                parts.stream().map(part -> part.knob().scale(Integer.MAX_VALUE)).toList();
        return (parameter, ingredient, slot) ->
                parameter.equals(MergeForm.WEIGHT) && ingredient >= 0 && ingredient < scales.size()
                        ? OptionalDouble.of(scales.get(ingredient).of(slot.placement()))
                        : OptionalDouble.empty();
    }
}
