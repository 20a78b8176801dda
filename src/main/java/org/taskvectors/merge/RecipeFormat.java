package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.open.ComputedFormat;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.Recipe;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;

/// Recipes of merges as checkpoints. One that merges vectors opens as the change of its base, or as
/// the model where that is asked for; one that mixes models opens as the model.
public final class RecipeFormat implements ComputedFormat {
    /// Random methods of recipes that say no seed draw by this one, as `merge` does.
    private static final long SEED = 0;

    @Override
    public String label() {
        return "recipes";
    }

    @Override
    public List<String> endings() {
        return List.of(".yml", ".yaml");
    }

    /// 1: as it was first.
    @Override
    public int rules() {
        return 1;
    }

    @Override
    public String recognise(Path path) throws Failure {
        Recipe recipe = RecipeSources.document(path).recipe();
        long others =
                recipe.models().stream()
                        .filter(model -> recipe.base().filter(model::equals).isEmpty())
                        .count();
        return "recipe: "
                + RecipeDialect.of(recipe).method().title()
                + " of "
                + others
                + (others == 1 ? " model" : " models")
                + recipe.base().map(base -> " on " + name(base)).orElse("");
    }

    private static String name(ModelReference model) {
        return Shown.whole(FileNames.of(Path.of(model.model().path())));
    }

    @Override
    public List<Path> sources(Path path, OpenOptions said) throws Failure {
        return RecipeSources.of(path, said.reach());
    }

    @Override
    public List<String> namedOnHub(Path path, OpenOptions said) throws Failure {
        return RecipeSources.namedOnHub(path, said.reach());
    }

    @Override
    public Checkpoint open(Path path, OpenOptions said) throws Failure {
        if (said.scale().isPresent() || said.adapter().isPresent() || said.under().isPresent()) {
            throw Failure.of(
                    RecipeProblem.NOT_COMPUTED,
                    path,
                    "a recipe opens its models as they lie, and no scale, adapter or dictionary can"
                            + " be chosen for it",
                    "Choose it for another input by its name (NAME:value), or save that model"
                            + " first and name it in the recipe");
        }
        RecipeSources.requireFinite(path, said.reach());
        try {
            RecipeMerge recipe =
                    RecipeMerge.of(
                            path,
                            said.reach(),
                            SEED,
                            new Target.Folder(path),
                            Compute.onCpu(Runtime.getRuntime().availableProcessors()));
            MergeSides sides = MergeSides.of(recipe.request());
            boolean isOpen = false;
            try {
                Checkpoint opened = new OpenedRecipe(path, recipe, sides, said).checkpoint();
                isOpen = true;
                return opened;
            } finally {
                if (!isOpen) {
                    sides.close();
                }
            }
        } catch (Failure e) {
            throw ofSource(e, path);
        } catch (IOException e) {
            throw Failure.of(
                            FileProblem.NOT_READABLE,
                            path,
                            "one of its models cannot be read: " + e.getMessage(),
                            "Look whether its disk is there")
                    .causedBy(e);
        }
    }

    /// Says which of the recipe's models it is that cannot be opened.
    private static Failure ofSource(Failure failure, Path recipe) {
        Path file = failure.file();
        if (file == null) {
            return placed(
                    Failure.of(failure.problem(), recipe, failure.what(), failure.advice()),
                    failure);
        }
        if (file.equals(recipe)) {
            return failure;
        }
        return placed(
                Failure.of(
                        failure.problem(),
                        recipe,
                        "what it is made of cannot be opened: "
                                + Shown.whole(file.toString())
                                + ": "
                                + failure.what(),
                        failure.advice()),
                failure);
    }

    private static Failure placed(Failure failure, Failure from) {
        String place = from.place();
        return (place == null ? failure : failure.at(place)).causedBy(from);
    }
}
