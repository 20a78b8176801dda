package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.recipe.Layout;
import org.taskvectors.merge.recipe.ModelName;
import org.taskvectors.merge.recipe.ModelNames;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.Recipe;
import org.taskvectors.merge.recipe.RecipeDocument;
import org.taskvectors.merge.recipe.RecipePaths;
import org.taskvectors.merge.recipe.RecipePlan;
import org.taskvectors.merge.recipe.RecipePlanner;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.SavedVector;

/// One reading of a recipe: opens its models' headers, lays it out, and makes the request that
/// computes it.
final class RecipeReading {
    private final Recipe recipe;
    private final RecipePaths paths;
    private final Reach reach;
    private final RecipeDialect dialect;
    private final Method method;
    private final List<String> notes = new ArrayList<>();
    private final Map<ModelReference, Path> places = new LinkedHashMap<>();
    private final Set<Set<String>> tied = new LinkedHashSet<>();

    /// Vectors and adapters, which only this program's own methods take as ingredients.
    private final Set<ModelReference> vectors = new LinkedHashSet<>();

    RecipeReading(Recipe recipe, Path folder, Reach reach) {
        this.recipe = recipe;
        this.paths = new RecipePaths(folder, reach);
        this.reach = reach;
        dialect = RecipeDialect.of(recipe);
        method = dialect.method();
    }

    RecipeMerge merge(RecipeDocument document, long given, Output output, Compute compute)
            throws IOException {
        OutputDType dtype = dtype();
        RecipePlan plan = RecipePlanner.plan(recipe, RecipeMethods.all(), this::names);
        PlanRoles roles = PlanRoles.of(plan, dialect);
        PlanSettings settings = PlanSettings.of(plan, dialect, roles);
        for (Set<String> names : tied) {
            settings.requireAlike(names);
        }
        long seed = seed(plan, given);
        new RecipeWords(recipe, models()).check();
        plan.notes().forEach(note -> notes.add(note.place() + ": " + note.text()));
        notes.addAll(settings.notes());
        Map<String, Path> models = new LinkedHashMap<>();
        places.forEach((model, place) -> models.put(model.text(), place));
        AskedRecipe asked = new AskedRecipe(document.text(), plan.table().text(), models);
        return new RecipeMerge(
                document,
                plan,
                request(plan, roles, settings, seed, dtype, asked, output, compute),
                notes);
    }

    private long seed(RecipePlan plan, long given) throws Failure {
        OptionalLong own = dialect.seed(plan);
        if (own.isPresent() && given != 0 && given != own.getAsLong()) {
            notes.add("the seed is the recipe's, " + own.getAsLong() + ", not " + given);
        }
        return own.orElse(given);
    }

    /// The places of what has tokens of its own.
    private Map<ModelReference, Path> models() {
        Map<ModelReference, Path> models = new LinkedHashMap<>(places);
        models.keySet().removeAll(vectors);
        return models;
    }

    private MergeRequest request(
            RecipePlan plan,
            PlanRoles roles,
            PlanSettings settings,
            long seed,
            OutputDType dtype,
            AskedRecipe asked,
            Output output,
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
        if (given.isEmpty()) {
            throw refused(
                    "models",
                    "there is nothing to merge beside the base",
                    "Name a model that is not the base");
        }
        Optional<Stacking> stacking =
                recipe.layout() instanceof Layout.Models
                        ? Optional.empty()
                        : Optional.of(
                                new PlanStacking(plan, roles, places, this::located).stacking());
        return new MergeRequest(
                method,
                new Chosen(settings.or(dialect.standard()), seed),
                roles.hasBase()
                        ? PlanRoles.base(first)
                                .map(RecipePlan.Input::model)
                                .filter(places::containsKey)
                                .map(this::located)
                        : Optional.empty(),
                given,
                dtype,
                output,
                false,
                false,
                stacking,
                Optional.of(asked),
                new RecipeWords(recipe, models())
                        .words(
                                stacking.isPresent()
                                        ? List.copyOf(models().keySet())
                                        : roles.ingredients(first).stream()
                                                .map(RecipePlan.Input::model)
                                                .toList()),
                compute);
    }

    private Given given(ModelReference model, boolean isOfVectors) throws Failure {
        if (model.lora().isEmpty()) {
            return new Given(
                    located(model), vectors.contains(model) ? Space.VECTORS : Space.MODELS);
        }
        boolean isOnBase =
                recipe.base()
                        .filter(base -> base.equals(new ModelReference(model.model())))
                        .isPresent();
        if (!isOfVectors || !isOnBase) {
            throw refused(
                    RecipeSources.place(recipe, model),
                    Shown.of(model.text())
                            + " is an adapter on a model that is not the base of a merge of"
                            + " vectors",
                    "Save the model with its adapter first (apply), and name the result");
        }
        return new Given(located(local(model.lora().get()), false), Space.VECTORS);
    }

    private Located located(ModelReference model) {
        return located(
                Optional.ofNullable(places.get(model)).orElseThrow(), !vectors.contains(model));
    }

    /// A recipe within this one finds its models where this one's may lie.
    private Located located(Path path, boolean asModel) {
        return Formats.ALL.isComputed(path)
                ? new Located(path, OpenOptions.NONE.withReach(reach).withAsModel(asModel))
                : Located.of(path);
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
        boolean mayBeVector =
                dialect.isOwn()
                        && model.lora().isEmpty()
                        && recipe.base().filter(model::equals).isEmpty();
        try (Checkpoint opened = located(place, !mayBeVector).open()) {
            if (mayBeVector && SavedVector.isVector(opened)) {
                vectors.add(model);
                return ofBase(model);
            }
            if (mayBeVector && opened.about().config().isEmpty()) {
                notes.add(
                        Shown.of(model.text())
                                + " does not say that it is a vector, and is taken as a model");
            }
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

    /// A vector is laid by its base's names; what it does not hold counts as zeros.
    private ModelNames ofBase(ModelReference vector) throws Failure {
        if (!(recipe.layout() instanceof Layout.Models)) {
            throw Failure.of(
                    RecipeProblem.NOT_COMPUTED,
                    null,
                    "layers of " + Shown.of(vector.text()) + ", a vector, are not stacked",
                    "Merge vectors whole, under models");
        }
        return names(
                recipe.base()
                        .orElseThrow(
                                () ->
                                        Failure.of(
                                                RecipeProblem.INPUTS,
                                                null,
                                                Shown.of(vector.text())
                                                        + " is a vector, and vectors are merged"
                                                        + " for a base",
                                                "Name the model that it is a change of under"
                                                        + " base_model")));
    }

    /// The planner says where in the recipe the name stands.
    private Path local(ModelName name) throws Failure {
        return switch (paths.locate(name)) {
            case org.taskvectors.merge.recipe.Located.Local local -> local.path();
            case org.taskvectors.merge.recipe.Located.Hub hub ->
                    throw Failure.of(
                            RecipeProblem.NOT_ASKED,
                            null,
                            "'"
                                    + Shown.of(hub.id())
                                    + "' is a model on a hub, and nothing is asked for it",
                            hub.besides().isPresent()
                                    ? "The folder of that name beside the recipe is"
                                            + " './"
                                            + Shown.of(hub.id())
                                            + "'"
                                    : "Choose “Ask the hub” (--ask-hub on the command line),"
                                            + " fetch the model, or name its folder on this"
                                            + " machine: ./folder");
        };
    }

    /// The dtype that is written. mergekit computes in `dtype` too; here it is float32.
    private OutputDType dtype() throws Failure {
        Optional<String> written = recipe.outDtype().or(recipe::dtype);
        if (written.isEmpty()) {
            return OutputDType.SOURCE;
        }
        String key = recipe.outDtype().isPresent() ? "out_dtype" : "dtype";
        recipe.dtype()
                .map(RecipeReading::plain)
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

    private static String plain(String dtype) {
        return dtype.replaceFirst("^torch\\.", "");
    }
}
