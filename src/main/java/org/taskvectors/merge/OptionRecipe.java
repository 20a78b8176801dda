package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Mergekit;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.recipe.Ingredient;
import org.taskvectors.merge.recipe.Layout;
import org.taskvectors.merge.recipe.MethodSignature;
import org.taskvectors.merge.recipe.ModelName;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.Recipe;
import org.taskvectors.merge.recipe.RecipeDocument;
import org.taskvectors.merge.recipe.RecipePaths;
import org.taskvectors.merge.recipe.Scalar;
import org.taskvectors.merge.recipe.Setting;

/// A merge that was asked for by options, as mergekit's YAML. It is said so only where reading it
/// back asks for this very merge; task vectors, and values that mergekit does not have, have no
/// words there.
///
/// @param slots the tensors of the result
record OptionRecipe(MergeRequest request, List<Slot> slots) {
    /// Returns the recipe, with the models by the last part of their paths; empty if it cannot be
    /// said.
    Optional<String> text() throws IOException {
        if (slots.isEmpty() || !isPlain() || !areNamesDifferent()) {
            return Optional.empty();
        }
        // Methods that turn between two models call one of them the base in mergekit.
        Optional<Located> first = Optional.of(request.ingredients().getFirst().located());
        for (Optional<Located> base :
                request.base().isPresent()
                        ? List.of(request.base())
                        : List.of(request.base(), first)) {
            Optional<Recipe> whole = recipe(base, path -> path.toAbsolutePath().toString());
            if (whole.isPresent() && isThisMerge(whole.get())) {
                Optional<Recipe> named = recipe(base, path -> "./" + path.getFileName());
                return Optional.of(
                        RecipeDocument.of(named.orElseThrow(), RecipeMethods.all()).text());
            }
        }
        return Optional.empty();
    }

    private Stream<Located> located() {
        return Stream.concat(
                request.base().stream(), request.ingredients().stream().map(Given::located));
    }

    private boolean isPlain() {
        return request.stacking().isEmpty()
                && !request.isPartial()
                && request.ingredients().stream().allMatch(one -> one.space() == Space.MODELS)
                && located().allMatch(one -> one.said().equals(OpenOptions.NONE));
    }

    private boolean areNamesDifferent() {
        Set<Path> paths =
                located().map(one -> one.path().toAbsolutePath()).collect(Collectors.toSet());
        return paths.stream().map(Path::getFileName).distinct().count() == paths.size();
    }

    private Optional<Recipe> recipe(Optional<Located> base, Function<Path, String> names) {
        Optional<MethodSignature> signature = RecipeMethods.all().find(request.method().id());
        if (signature.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Setting> shared = new LinkedHashMap<>();
        List<Map<String, Setting>> each = new ArrayList<>();
        request.ingredients().forEach(_ -> each.add(new LinkedHashMap<>()));
        for (MethodSignature.Parameter parameter : signature.get().parameters()) {
            Optional<Parameter> own = Mergekit.parameter(request.method(), parameter.name());
            if (own.isEmpty()) {
                continue;
            }
            int count = own.get().isEach() ? each.size() : 1;
            for (int k = 0; k < count; k++) {
                OptionalDouble value = value(own.get(), own.get().isEach() ? k : Settings.SHARED);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                (own.get().isEach() ? each.get(k) : shared)
                        .put(parameter.name(), setting(own.get(), value.getAsDouble()));
            }
        }
        List<Ingredient> models = new ArrayList<>();
        for (int k = 0; k < each.size(); k++) {
            Path path = request.ingredients().get(k).located().path();
            models.add(Ingredient.of(reference(path, names), each.get(k)));
        }
        return Optional.of(
                new Recipe(
                        request.method().id(),
                        new Layout.Models(models),
                        base.map(one -> reference(one.path(), names)),
                        shared,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        request.dtype() == OutputDType.SOURCE
                                ? Optional.empty()
                                : Optional.of(request.dtype().word())));
    }

    private static ModelReference reference(Path path, Function<Path, String> names) {
        return new ModelReference(new ModelName(names.apply(path)));
    }

    /// The value that a parameter has for all tensors; empty if it differs from tensor to tensor.
    private OptionalDouble value(Parameter parameter, int ingredient) {
        double[] values =
                slots.stream()
                        .mapToDouble(slot -> request.chosen().of(parameter, ingredient, slot))
                        .distinct()
                        .toArray();
        return values.length == 1 ? OptionalDouble.of(values[0]) : OptionalDouble.empty();
    }

    private static Setting setting(Parameter parameter, double value) {
        return new Setting.One(
                switch (parameter.type()) {
                    case NUMBER -> Scalar.of(value);
                    case WHOLE -> new Scalar.Whole((long) value);
                    case FLAG -> Scalar.of(value != 0);
                });
    }

    /// Whether reading a recipe asks for this merge.
    private boolean isThisMerge(Recipe recipe) throws IOException {
        Path root = Path.of("").toAbsolutePath().getRoot();
        List<Path> roots =
                located()
                        .map(one -> one.path().toAbsolutePath().getRoot())
                        .distinct()
                        .map(one -> one == null ? root : one)
                        .toList();
        try {
            RecipeMerge read =
                    RecipeMerge.of(
                            RecipeDocument.of(recipe, RecipeMethods.all()),
                            root,
                            roots,
                            request.chosen().seed(),
                            request.output(),
                            request.compute());
            return isSame(read);
        } catch (Failure e) {
            // What a recipe refuses, it cannot say.
            return false;
        }
    }

    private boolean isSame(RecipeMerge read) {
        MergeRequest other = read.request();
        Set<String> planned = new HashSet<>();
        read.plan()
                .tensors()
                .forEach(
                        tensor -> {
                            if (!tensor.isCopied()) {
                                planned.add(tensor.placement().stripped());
                            }
                        });
        return other.base().map(OptionRecipe::place).equals(request.base().map(OptionRecipe::place))
                && other.ingredients().stream()
                        .map(one -> place(one.located()))
                        .toList()
                        .equals(
                                request.ingredients().stream()
                                        .map(one -> place(one.located()))
                                        .toList())
                && other.ingredients().stream().allMatch(one -> one.space() == Space.MODELS)
                && other.stacking().isEmpty()
                && other.dtype() == request.dtype()
                && slots.stream().map(Slot::name).allMatch(planned::contains)
                && hasSameValues(other.chosen());
    }

    private static Path place(Located located) {
        return located.path().toAbsolutePath().normalize();
    }

    private boolean hasSameValues(Chosen other) {
        Method method = request.method();
        for (Slot slot : slots) {
            for (Parameter parameter : method.parameters()) {
                int from = parameter.isEach() ? 0 : Settings.SHARED;
                int to = parameter.isEach() ? slot.ingredients() : 0;
                for (int k = from; k < to; k++) {
                    if (other.of(parameter, k, slot) != request.chosen().of(parameter, k, slot)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
