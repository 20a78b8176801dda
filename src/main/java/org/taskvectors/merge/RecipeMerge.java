package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Mergekit;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.recipe.Layout;
import org.taskvectors.merge.recipe.Located;
import org.taskvectors.merge.recipe.ModelName;
import org.taskvectors.merge.recipe.ModelNames;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.Recipe;
import org.taskvectors.merge.recipe.RecipeDocument;
import org.taskvectors.merge.recipe.RecipePaths;
import org.taskvectors.merge.recipe.RecipePlan;
import org.taskvectors.merge.recipe.RecipePlanner;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.merge.recipe.TokenizerPart;
import org.taskvectors.merge.vocabulary.VocabularyProblem;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;

/// A recipe as a merge that can be run: what it means for its models, and the request that computes
/// it.
///
/// @param document the recipe
/// @param plan what it means, tensor by tensor
/// @param request what computes it
/// @param notes what a person should know, in sentences without full stops
public record RecipeMerge(
        RecipeDocument document, RecipePlan plan, MergeRequest request, List<String> notes) {
    public RecipeMerge {
        notes = List.copyOf(notes);
    }

    /// Reads a recipe, opens its models' headers, and lays it out.
    ///
    /// @param allowed folders beside the recipe's own in which its models may lie
    /// @param seed of random methods; recipes have none
    /// @throws IOException (a [Failure]) where something cannot be read, does not fit, or is not
    ///   computed here; with its line where it stands in the recipe
    public static RecipeMerge of(
            Path file, List<Path> allowed, long seed, Target target, Compute compute)
            throws IOException {
        RecipeDocument document = RecipeDocument.read(file, RecipeMethods.all());
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        try {
            return new Reading(document.recipe(), new RecipePaths(folder, allowed))
                    .merge(document, seed, target, compute);
        } catch (Failure e) {
            throw e.place() == null ? e : document.located(e);
        }
    }

    /// Returns a failure of the merge with its line, where it comes of what the recipe says of
    /// tokens or of the chat template; any other as it is.
    public Failure located(Failure failure) {
        if (failure.problem() instanceof VocabularyProblem && failure.place() == null) {
            return document.recipe()
                    .tokenizer()
                    .map(
                            part ->
                                    part instanceof TokenizerPart.Brief
                                            ? "tokenizer_source"
                                            : "tokenizer")
                    .map(place -> document.located(failure.at(place)))
                    .orElse(failure);
        }
        return "chat_template".equals(failure.place()) ? document.located(failure) : failure;
    }

    /// One reading of a recipe.
    private static final class Reading {
        private final Recipe recipe;
        private final RecipePaths paths;
        private final Method method;
        private final List<String> notes = new ArrayList<>();
        private final Map<ModelReference, Path> places = new LinkedHashMap<>();
        private final Set<Set<String>> tied = new LinkedHashSet<>();

        Reading(Recipe recipe, RecipePaths paths) {
            this.recipe = recipe;
            this.paths = paths;
            method = Methods.of(recipe.method()).orElseThrow();
        }

        RecipeMerge merge(RecipeDocument document, long seed, Target target, Compute compute)
                throws IOException {
            OutputDType dtype = dtype();
            RecipePlan plan = RecipePlanner.plan(recipe, RecipeMethods.all(), this::names);
            PlanRoles roles = PlanRoles.of(plan, method);
            PlanSettings settings = PlanSettings.of(plan, method, roles);
            for (Set<String> names : tied) {
                settings.requireAlike(names);
            }
            new RecipeWords(recipe, places).check();
            plan.notes().forEach(note -> notes.add(note.place() + ": " + note.text()));
            notes.addAll(settings.notes());
            Map<String, String> texts =
                    Map.of(
                            "README.md",
                            new MergeCard(plan, document.text(), places, method, seed).markdown());
            return new RecipeMerge(
                    document,
                    plan,
                    request(plan, roles, settings, seed, dtype, texts, target, compute),
                    notes);
        }

        private MergeRequest request(
                RecipePlan plan,
                PlanRoles roles,
                PlanSettings settings,
                long seed,
                OutputDType dtype,
                Map<String, String> texts,
                Target target,
                Compute compute)
                throws Failure {
            RecipePlan.Planned first =
                    plan.tensors().stream()
                            .filter(tensor -> !tensor.isCopied())
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            refused(
                                                    "merge_method",
                                                    "the models have no weights to merge",
                                                    ""));
            List<Given> given = new ArrayList<>();
            for (RecipePlan.Input input : roles.ingredients(first)) {
                given.add(given(input.model(), roles.isOfVectors()));
            }
            Optional<Stacking> stacking =
                    recipe.layout() instanceof Layout.Models
                            ? Optional.empty()
                            : Optional.of(new PlanStacking(plan, roles, places).stacking());
            return new MergeRequest(
                    method,
                    new Chosen(settings.or(Mergekit.standard(method)), seed),
                    roles.hasBase()
                            ? PlanRoles.base(first)
                                    .flatMap(
                                            input -> Optional.ofNullable(places.get(input.model())))
                                    .map(RecipeMerge::located)
                            : Optional.empty(),
                    given,
                    dtype,
                    target,
                    false,
                    false,
                    stacking,
                    texts,
                    new RecipeWords(recipe, places)
                            .words(
                                    stacking.isPresent()
                                            ? List.copyOf(places.keySet())
                                            : roles.ingredients(first).stream()
                                                    .map(RecipePlan.Input::model)
                                                    .toList()),
                    compute);
        }

        private Given given(ModelReference model, boolean isOfVectors) throws Failure {
            Path place = Optional.ofNullable(places.get(model)).orElseThrow();
            if (model.lora().isEmpty()) {
                return new Given(located(place), Space.MODELS);
            }
            boolean isOnBase =
                    recipe.base()
                            .filter(base -> base.equals(new ModelReference(model.model())))
                            .isPresent();
            if (!isOfVectors || !isOnBase) {
                throw refused(
                        path(model),
                        Shown.of(model.text())
                                + " is an adapter on a model that is not the base of a merge of"
                                + " vectors",
                        "Save the model with its adapter first (apply), and name the result");
            }
            return new Given(located(local(model.lora().get())), Space.VECTORS);
        }

        /// Opens a model for its tensors' names.
        private ModelNames names(ModelReference model) throws Failure {
            if (model.architecture().isPresent()) {
                throw Failure.of(
                        RecipeProblem.NOT_COMPUTED,
                        null,
                        "an architecture other than the model's own is not taken",
                        "Remove override_architecture");
            }
            Path place = local(model.model());
            places.put(model, place);
            try (Checkpoint opened = located(place).open()) {
                Naming naming = Naming.of(opened);
                naming.tied()
                        .forEach(
                                names ->
                                        tied.add(
                                                names.stream()
                                                        .map(naming::place)
                                                        .map(Placement::stripped)
                                                        .collect(Collectors.toSet())));
                return ModelNames.of(opened);
            }
        }

        /// The planner says where in the recipe the name stands.
        private Path local(ModelName name) throws Failure {
            return switch (paths.locate(name)) {
                case Located.Local local -> local.path();
                case Located.Hub hub ->
                        throw Failure.of(
                                RecipeProblem.NOT_A_PATH,
                                null,
                                "'"
                                        + Shown.of(hub.id())
                                        + "' is a name on the hub, and nothing is fetched",
                                hub.besides().isPresent()
                                        ? "The folder of that name beside the recipe is"
                                                + " './"
                                                + Shown.of(hub.id())
                                                + "'"
                                        : "Name the folder that it lies in on this"
                                                + " machine: ./folder, or an absolute path"
                                                + " that is allowed");
            };
        }

        private String path(ModelReference model) {
            if (recipe.base().filter(model::equals).isPresent()) {
                return "base_model";
            }
            if (recipe.layout() instanceof Layout.Models(var models)) {
                for (int i = 0; i < models.size(); i++) {
                    if (models.get(i).model().equals(model)) {
                        return "models[" + i + "].model";
                    }
                }
            }
            return "models";
        }

        /// The dtype that is written. mergekit computes in `dtype` too; here it is float32.
        private OutputDType dtype() throws Failure {
            Optional<String> written = recipe.outDtype().or(recipe::dtype);
            if (written.isEmpty()) {
                return OutputDType.SOURCE;
            }
            String key = recipe.outDtype().isPresent() ? "out_dtype" : "dtype";
            recipe.dtype()
                    .map(RecipeMerge::plain)
                    .filter(dtype -> !dtype.equals("float32"))
                    .ifPresent(
                            dtype ->
                                    notes.add(
                                            "dtype: mergekit computes in "
                                                    + dtype
                                                    + "; here all is computed in float32, and"
                                                    + " rounded once when it is written"));
            return switch (plain(written.get())) {
                case "float32" -> OutputDType.FLOAT32;
                case "bfloat16" -> OutputDType.BFLOAT16;
                case "float16" -> OutputDType.FLOAT16;
                default ->
                        throw refused(
                                key,
                                Shown.of(written.get()) + " is not written",
                                "Choose float32, bfloat16 or float16");
            };
        }

        private static Failure refused(String place, String what, String advice) {
            return Failure.of(RecipeProblem.NOT_COMPUTED, null, what, advice).at(place);
        }
    }

    private static String plain(String dtype) {
        return dtype.replaceFirst("^torch\\.", "");
    }

    private static org.taskvectors.checkpoint.open.Located located(Path path) {
        return org.taskvectors.checkpoint.open.Located.of(path);
    }
}
