package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.recipe.Ingredient;
import org.taskvectors.merge.recipe.Layout;
import org.taskvectors.merge.recipe.Located;
import org.taskvectors.merge.recipe.ModelName;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.Recipe;
import org.taskvectors.merge.recipe.RecipeDocument;
import org.taskvectors.merge.recipe.RecipePaths;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.merge.recipe.TokenizerPart;

/// What a recipe is made of, from its text alone: the places of its models, and whether recipes
/// among them lead back to it.
final class RecipeSources {
    /// Recipes within recipes are opened so deep.
    private static final int DEEPEST = 4;

    /// A recipe names its method; other YAML does not.
    private static final Pattern METHOD = Pattern.compile("(?m)^[\"']?merge_method[\"']?\\s*:");

    private RecipeSources() {}

    /// Reads a recipe.
    ///
    /// @throws Failure [RecipeProblem#NOT_A_RECIPE] if it is other YAML; as [RecipeDocument#read]
    ///   does if it is a damaged recipe
    static RecipeDocument document(Path file) throws Failure {
        try {
            return RecipeDocument.read(file, RecipeMethods.all());
        } catch (Failure e) {
            boolean mayBeNone =
                    e.problem() instanceof RecipeProblem
                            && e.problem() != RecipeProblem.TOO_LARGE
                            && e.problem() != RecipeProblem.NOT_UTF8;
            if (mayBeNone && !METHOD.matcher(RecipeDocument.textOf(file)).find()) {
                throw Failure.of(
                                RecipeProblem.NOT_A_RECIPE,
                                file,
                                "this is no recipe of a merge: it has no merge_method",
                                "Open a recipe, weights, or their folder")
                        .causedBy(e);
            }
            throw e;
        }
    }

    /// Returns the places of a recipe's models and adapters, the base first, and of models that
    /// only its tokenizer names.
    ///
    /// @throws Failure if the recipe cannot be read, or one of them is not there or not allowed;
    ///   with its line
    static List<Path> of(Path file, Reach reach) throws Failure {
        Set<Path> found = new LinkedHashSet<>();
        for (Located one : Read.of(file).located(reach)) {
            // A name on a hub is told with its line when the recipe is opened.
            if (one instanceof Located.Local local) {
                found.add(local.path());
            }
        }
        return List.copyOf(found);
    }

    /// Returns the names of its models on a hub, and of those of recipes that it names.
    ///
    /// @throws Failure as [#of] does
    static List<String> namedOnHub(Path file, Reach reach) throws Failure {
        return namedOnHub(Read.of(file), reach);
    }

    /// The same of a text that lies in no file.
    ///
    /// @param folder where its paths begin
    static List<String> namedOnHub(RecipeDocument document, Path folder, Reach reach)
            throws Failure {
        return namedOnHub(new Read(document, folder, null), reach);
    }

    private static List<String> namedOnHub(Read read, Reach reach) throws Failure {
        Set<String> names = new LinkedHashSet<>();
        // What may be asked already is named with the rest.
        addNamed(read, new Reach(reach.allowed(), Map.of()), 0, names);
        return List.copyOf(names);
    }

    private static void addNamed(Read read, Reach reach, int depth, Set<String> names)
            throws Failure {
        for (Located one : read.located(reach)) {
            switch (one) {
                case Located.Hub hub -> names.add(hub.id());
                case Located.Local(Path path) -> {
                    // Recipes that go on deeper are refused with words when they are opened.
                    if (Formats.ALL.isComputed(path) && depth < DEEPEST) {
                        addNamed(Read.of(path), reach, depth + 1, names);
                    }
                }
            }
        }
    }

    /// A recipe that was read.
    ///
    /// @param folder where its paths begin
    /// @param file that holds it; null if none does
    private record Read(RecipeDocument document, Path folder, @Nullable Path file) {
        static Read of(Path file) throws Failure {
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
            return new Read(RecipeSources.document(file), folder, file);
        }

        /// What its models and adapters stand for, the base first, and models that only its
        /// tokenizer names.
        ///
        /// @throws Failure if one of them is not there or not allowed; with its line
        List<Located> located(Reach reach) throws Failure {
            RecipePaths paths = new RecipePaths(folder, reach);
            Set<ModelReference> models = new LinkedHashSet<>(document.recipe().models());
            document.recipe().tokenizer().ifPresent(part -> add(part, models));
            List<Located> found = new ArrayList<>();
            for (ModelReference model : models) {
                found.add(locate(paths, model.model(), model));
                if (model.lora().isPresent()) {
                    found.add(locate(paths, model.lora().get(), model));
                }
            }
            return found;
        }

        private Located locate(RecipePaths paths, ModelName name, ModelReference model)
                throws Failure {
            try {
                return paths.locate(name);
            } catch (Failure e) {
                Failure told =
                        Failure.of(
                                        e.problem(),
                                        file,
                                        e.file() == null
                                                ? e.what()
                                                : "its model '"
                                                        + Shown.of(name.text())
                                                        + "' is not there",
                                        e.advice())
                                .causedBy(e);
                throw document.located(told.at(place(document.recipe(), model)));
            }
        }
    }

    /// Where a recipe names a model: `models[1].model`.
    static String place(Recipe recipe, ModelReference model) {
        if (recipe.base().filter(model::equals).isPresent()) {
            return "base_model";
        }
        if (recipe.layout() instanceof Layout.Models(List<Ingredient> models)) {
            for (int i = 0; i < models.size(); i++) {
                if (models.get(i).model().equals(model)) {
                    return "models[" + i + "].model";
                }
            }
        }
        return recipe.models().contains(model) ? "slices" : "tokenizer_source";
    }

    private static void add(TokenizerPart part, Set<ModelReference> models) {
        TokenizerPart.Source source =
                switch (part) {
                    case TokenizerPart.Brief brief -> brief.source();
                    case TokenizerPart.Block block -> {
                        block.tokens().values().stream()
                                .flatMap(token -> token.source().stream())
                                .forEach(
                                        row -> {
                                            switch (row) {
                                                case TokenizerPart.Zero _ -> {}
                                                case TokenizerPart.Same same ->
                                                        models.add(same.model());
                                                case TokenizerPart.ByText text ->
                                                        models.add(text.model());
                                                case TokenizerPart.ByNumber number ->
                                                        models.add(number.model());
                                            }
                                        });
                        yield block.source();
                    }
                };
        if (source instanceof TokenizerPart.OfModel(ModelReference model)) {
            models.add(model);
        }
    }

    /// Checks that recipes among a recipe's models come to an end.
    ///
    /// @throws Failure [RecipeProblem#RECIPES_IN_RECIPES] if one is made of itself, or they go
    ///   deeper than is opened
    static void requireFinite(Path file, Reach reach) throws Failure {
        requireFinite(real(file), reach, new LinkedHashSet<>());
    }

    private static void requireFinite(Path file, Reach reach, Set<Path> around) throws Failure {
        if (!around.add(file)) {
            throw Failure.of(
                    RecipeProblem.RECIPES_IN_RECIPES,
                    file,
                    "this recipe is made of itself: "
                            + around.stream()
                                    .map(one -> Shown.whole(FileNames.of(one)))
                                    .collect(Collectors.joining(", in it "))
                            + ", in it "
                            + Shown.whole(FileNames.of(file)),
                    "Name another model there");
        }
        if (around.size() > DEEPEST) {
            throw Failure.of(
                    RecipeProblem.RECIPES_IN_RECIPES,
                    file,
                    "recipes lie within recipes more than " + DEEPEST + " deep",
                    "Merge the innermost ones first, and name what comes out");
        }
        for (Path source : of(file, reach)) {
            if (Formats.ALL.isComputed(source)) {
                requireFinite(real(source), reach, around);
            }
        }
        around.remove(file);
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }
}
