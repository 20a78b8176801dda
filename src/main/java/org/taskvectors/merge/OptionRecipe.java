package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Mergekit;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.recipe.FarNames;
import org.taskvectors.merge.recipe.Ingredient;
import org.taskvectors.merge.recipe.Layout;
import org.taskvectors.merge.recipe.MethodSignature;
import org.taskvectors.merge.recipe.ModelName;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.Recipe;
import org.taskvectors.merge.recipe.RecipeDocument;
import org.taskvectors.merge.recipe.Scalar;
import org.taskvectors.merge.recipe.Setting;
import org.taskvectors.merge.recipe.TokenizerPart;
import org.taskvectors.merge.vocabulary.Fill;
import org.taskvectors.merge.vocabulary.VocabularyChoice;

/// A merge that was asked for by options, as a recipe: mergekit's where mergekit has all of it, and
/// otherwise this program's own, which mergekit refuses. It is said only where reading it back asks
/// for this very merge.
///
/// @param slots the tensors of the result
record OptionRecipe(MergeRequest request, List<Slot> slots) {
    /// How far a value that was read back may be off: that of a layer is interpolated.
    private static final double CLOSE = 1e-12;

    /// Returns the recipe, with the models by the last part of their paths; empty if it cannot be
    /// said.
    Optional<String> text() throws IOException {
        return areNamesDifferent() ? text(path -> "./" + path.getFileName()) : Optional.empty();
    }

    /// Returns the recipe as it stands in a folder: with relative paths to what lies within it.
    Optional<String> text(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        return text(
                path ->
                        path.startsWith(root) && !path.equals(root)
                                ? "./" + root.relativize(path).toString().replace('\\', '/')
                                : path.toString());
    }

    private Optional<String> text(Function<Path, String> names) throws IOException {
        if (slots.isEmpty()
                || request.stacking().isPresent()
                || request.isPartial()
                || !areTokensSaid()) {
            return Optional.empty();
        }
        // Methods that turn between two models call one of them the base in mergekit.
        Optional<Located> first = Optional.of(request.ingredients().getFirst().located());
        for (boolean isOwn : new boolean[] {false, true}) {
            for (Optional<Located> base :
                    request.base().isPresent()
                            ? List.of(request.base())
                            : List.of(request.base(), first)) {
                Optional<Recipe> whole = recipe(isOwn, base, Path::toString);
                if (whole.isPresent() && isThisMerge(whole.get())) {
                    Optional<Recipe> named = recipe(isOwn, base, names);
                    return Optional.of(
                            RecipeDocument.of(named.orElseThrow(), RecipeMethods.all()).text());
                }
            }
        }
        return Optional.empty();
    }

    private Stream<Located> located() {
        return Stream.concat(
                request.base().stream(), request.ingredients().stream().map(Given::located));
    }

    /// Whether a recipe has words for what is done with tokens: they are the base's, an
    /// ingredient's, or those of all together, and what is missing is filled as mergekit does.
    private boolean areTokensSaid() {
        return request.words().chatTemplate().isEmpty()
                && request.words().vocabulary().stream()
                        .allMatch(
                                choice ->
                                        choice.fill() == Fill.OTHERS
                                                && choice.part()
                                                        instanceof TokenizerPart.Brief brief
                                                && !(brief.source()
                                                                instanceof
                                                                TokenizerPart.OfModel(var model)
                                                        && !choice.ingredients().contains(model)));
    }

    /// Whose tokens, with an ingredient by its path.
    private static Optional<TokenizerPart> tokenizer(
            MergeRequest request, Function<Path, String> names) {
        return request.words().vocabulary().map(choice -> tokenizer(request, choice, names));
    }

    private static TokenizerPart tokenizer(
            MergeRequest request, VocabularyChoice choice, Function<Path, String> names) {
        if (!(choice.part() instanceof TokenizerPart.Brief(TokenizerPart.OfModel(var model)))
                || !choice.ingredients().contains(model)) {
            return choice.part();
        }
        Given of = request.ingredients().get(choice.ingredients().indexOf(model));
        return new TokenizerPart.Brief(
                new TokenizerPart.OfModel(reference(place(of.located()), names)));
    }

    /// Whether mergekit has the ingredients: models, opened as they are.
    private boolean isOfModels() {
        return request.ingredients().stream().allMatch(one -> one.space() == Space.MODELS);
    }

    private static boolean isPlain(Located located) {
        return located.said().ofFile().equals(OpenOptions.NONE);
    }

    private boolean areNamesDifferent() {
        Set<Path> paths = located().map(OptionRecipe::place).collect(Collectors.toSet());
        return paths.stream().map(Path::getFileName).distinct().count() == paths.size();
    }

    private Optional<Recipe> recipe(
            boolean isOwn, Optional<Located> base, Function<Path, String> names) {
        boolean isSaid = isOwn || (isOfModels() && !request.method().isRandom());
        if (!isSaid || !located().allMatch(OptionRecipe::isPlain)) {
            return Optional.empty();
        }
        Map<String, Setting> shared = new LinkedHashMap<>();
        List<Map<String, Setting>> each = new ArrayList<>();
        request.ingredients().forEach(_ -> each.add(new LinkedHashMap<>()));
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        if (isOwn) {
            request.method().parameters().forEach(one -> parameters.put(one.name(), one));
            if (request.method().isRandom()) {
                shared.put(
                        RecipeDialect.SEED,
                        new Setting.One(new Scalar.Whole(request.chosen().seed())));
            }
        } else {
            Optional<MethodSignature> signature = RecipeMethods.all().find(request.method().id());
            if (signature.isEmpty()) {
                return Optional.empty();
            }
            for (MethodSignature.Parameter parameter : signature.get().parameters()) {
                Mergekit.parameter(request.method(), parameter.name())
                        .ifPresent(one -> parameters.put(parameter.name(), one));
            }
        }
        parameters.forEach(
                (name, own) -> {
                    int count = own.isEach() ? each.size() : 1;
                    for (int k = 0; k < count; k++) {
                        int ingredient = own.isEach() ? k : Settings.SHARED;
                        Map<String, Setting> to = own.isEach() ? each.get(k) : shared;
                        if (!isOwn || !isStandard(own, ingredient)) {
                            to.put(name, setting(own, ingredient));
                        }
                    }
                });
        List<Ingredient> models = new ArrayList<>();
        for (int k = 0; k < each.size(); k++) {
            Path path = place(request.ingredients().get(k).located());
            models.add(Ingredient.of(reference(path, names), each.get(k)));
        }
        return Optional.of(
                new Recipe(
                        (isOwn ? RecipeDialect.PREFIX : "") + request.method().id(),
                        new Layout.Models(models),
                        base.map(one -> reference(place(one), names)),
                        shared,
                        tokenizer(request, names),
                        Optional.empty(),
                        Optional.empty(),
                        request.dtype() == OutputDType.SOURCE
                                ? Optional.empty()
                                : Optional.of(request.dtype().word())));
    }

    /// Own recipes leave out what is the method's own, but for weights, which people look for.
    private boolean isStandard(Parameter parameter, int ingredient) {
        return !parameter.name().equals("weight")
                && slots.stream()
                        .allMatch(
                                slot ->
                                        request.chosen().of(parameter, ingredient, slot)
                                                == parameter.standard());
    }

    private Setting setting(Parameter parameter, int ingredient) {
        return new TensorSetting(
                        slots,
                        slot -> request.chosen().of(parameter, ingredient, slot),
                        value -> scalar(parameter, value))
                .setting();
    }

    private static Scalar scalar(Parameter parameter, double value) {
        return switch (parameter.type()) {
            case NUMBER -> Scalar.of(value);
            case WHOLE -> new Scalar.Whole((long) value);
            case FLAG -> Scalar.of(value != 0);
        };
    }

    private static ModelReference reference(Path path, Function<Path, String> names) {
        return new ModelReference(
                FarNames.of(path).orElseGet(() -> new ModelName(names.apply(path))));
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
                            new Reach(
                                    roots,
                                    Reach.of(located().map(OptionRecipe::place).toList()).named()),
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
                && other.ingredients().stream()
                        .map(Given::space)
                        .toList()
                        .equals(request.ingredients().stream().map(Given::space).toList())
                && (!request.method().isRandom()
                        || other.chosen().seed() == request.chosen().seed())
                && other.stacking().isEmpty()
                && tokenizer(other, Path::toString).equals(tokenizer(request, Path::toString))
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
                    double wanted = request.chosen().of(parameter, k, slot);
                    double read = other.of(parameter, k, slot);
                    if (!(Math.abs(read - wanted) <= CLOSE * Math.max(1, Math.abs(wanted)))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
