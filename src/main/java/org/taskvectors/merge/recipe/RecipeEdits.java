package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// Edits of recipes. Each returns another recipe and leaves the given one as it is, so that undo is
/// the recipe of before.
///
/// All throw a [Failure] with [RecipeProblem#NO_SUCH_PLACE] where the recipe does not have the part
/// that is meant.
public final class RecipeEdits {
    private RecipeEdits() {}

    /// Sets a parameter, in the place of what it was, or behind the others.
    public static Recipe set(Recipe recipe, RecipePlace place, String parameter, Setting setting)
            throws Failure {
        return parameters(
                recipe,
                place,
                settings -> {
                    Map<String, Setting> changed = new LinkedHashMap<>(settings);
                    changed.put(parameter, setting);
                    return changed;
                });
    }

    /// Removes a parameter, so that what stands farther out counts.
    public static Recipe unset(Recipe recipe, RecipePlace place, String parameter) throws Failure {
        return parameters(
                recipe,
                place,
                settings -> {
                    Map<String, Setting> changed = new LinkedHashMap<>(settings);
                    changed.remove(parameter);
                    return changed;
                });
    }

    /// Sets the anchors of a parameter's curve. Of a parameter with conditions, those of the first
    /// condition with that filter, or else of a new one before all others.
    ///
    /// @param filter the tensors that are meant; empty for all
    /// @param anchors at least one
    public static Recipe setCurve(
            Recipe recipe,
            RecipePlace place,
            String parameter,
            Optional<String> filter,
            List<Double> anchors)
            throws Failure {
        Setting.Curve curve = new Setting.Curve(anchors.stream().map(Scalar::of).toList());
        return parameters(
                recipe,
                place,
                settings -> {
                    Map<String, Setting> changed = new LinkedHashMap<>(settings);
                    changed.put(parameter, curve(settings.get(parameter), filter, curve));
                    return changed;
                });
    }

    private static Setting curve(
            @Nullable Setting before, Optional<String> filter, Setting.Curve curve) {
        if (filter.isEmpty() && !(before instanceof Setting.Conditions)) {
            return curve;
        }
        Setting.Condition condition = new Setting.Condition(filter, curve);
        List<Setting.Condition> conditions = new ArrayList<>();
        switch (before) {
            case null -> {}
            case Setting.Plain plain ->
                    conditions.add(new Setting.Condition(Optional.empty(), plain));
            case Setting.Conditions several -> conditions.addAll(several.conditions());
        }
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i).filter().equals(filter)) {
                conditions.set(i, condition);
                return new Setting.Conditions(conditions);
            }
        }
        conditions.add(filter.isEmpty() ? conditions.size() : 0, condition);
        return new Setting.Conditions(conditions);
    }

    /// Puts an ingredient in front of the one that stands in a place, or behind the last.
    public static Recipe add(Recipe recipe, RecipePlace place, Ingredient ingredient)
            throws Failure {
        return ingredients(
                recipe,
                place,
                (list, at) -> {
                    list.add(at, ingredient);
                    return at < list.size();
                });
    }

    /// Removes an ingredient; the last one of its list stays.
    public static Recipe remove(Recipe recipe, RecipePlace place) throws Failure {
        return ingredients(
                recipe,
                place,
                (list, at) -> {
                    if (at >= list.size() || list.size() == 1) {
                        return false;
                    }
                    list.remove(at);
                    return true;
                });
    }

    /// Puts a copy of an ingredient behind it. The two are one input twice until another model is
    /// chosen for one of them, and no plan takes that.
    public static Recipe duplicate(Recipe recipe, RecipePlace place) throws Failure {
        return ingredients(
                recipe,
                place,
                (list, at) -> {
                    if (at >= list.size()) {
                        return false;
                    }
                    list.add(at + 1, list.get(at));
                    return true;
                });
    }

    /// Puts another ingredient in the place of one.
    public static Recipe replace(Recipe recipe, RecipePlace place, Ingredient ingredient)
            throws Failure {
        return ingredients(
                recipe,
                place,
                (list, at) -> {
                    if (at >= list.size()) {
                        return false;
                    }
                    list.set(at, ingredient);
                    return true;
                });
    }

    /// Returns the recipe with another method; its settings stay, also those that the method does
    /// not have.
    public static Recipe setMethod(Recipe recipe, String method) {
        return new Recipe(
                method,
                recipe.layout(),
                recipe.base(),
                recipe.parameters(),
                recipe.tokenizer(),
                recipe.chatTemplate(),
                recipe.dtype(),
                recipe.outDtype());
    }

    public static Recipe setBase(Recipe recipe, Optional<ModelReference> base) {
        return new Recipe(
                recipe.method(),
                recipe.layout(),
                base,
                recipe.parameters(),
                recipe.tokenizer(),
                recipe.chatTemplate(),
                recipe.dtype(),
                recipe.outDtype());
    }

    private static Recipe with(Recipe recipe, Layout layout, Map<String, Setting> parameters) {
        return new Recipe(
                recipe.method(),
                layout,
                recipe.base(),
                parameters,
                recipe.tokenizer(),
                recipe.chatTemplate(),
                recipe.dtype(),
                recipe.outDtype());
    }

    private static Recipe parameters(
            Recipe recipe, RecipePlace place, UnaryOperator<Map<String, Setting>> edit)
            throws Failure {
        if (place.equals(RecipePlace.WHOLE)) {
            return with(recipe, recipe.layout(), edit.apply(recipe.parameters()));
        }
        if (place.slice().isEmpty() && place.ingredient().isEmpty()) {
            Layout.ModulePart module = module(recipe, place);
            return module(
                    recipe,
                    place,
                    new Layout.ModulePart(module.layout(), edit.apply(module.parameters())));
        }
        if (place.ingredient().isEmpty()) {
            return slices(
                    recipe,
                    place,
                    slice ->
                            new Slice(
                                    slice.sources(), slice.base(), edit.apply(slice.parameters())));
        }
        return ingredients(
                recipe,
                place,
                (list, at) -> {
                    if (at >= list.size()) {
                        return false;
                    }
                    Ingredient one = list.get(at);
                    list.set(
                            at,
                            new Ingredient(
                                    one.model(), one.layers(), edit.apply(one.parameters())));
                    return true;
                });
    }

    /// An edit of a list of ingredients; false if it has not the one that is meant.
    private interface ListEdit {
        boolean edit(List<Ingredient> list, int at);
    }

    private static Recipe ingredients(Recipe recipe, RecipePlace place, ListEdit edit)
            throws Failure {
        if (place.ingredient().isEmpty()) {
            throw none(place);
        }
        if (place.slice().isPresent()) {
            Slice slice = slice(layout(recipe, place), place);
            List<Ingredient> sources = edited(slice.sources(), place, edit);
            if (sources.stream().anyMatch(one -> one.layers().isEmpty())) {
                throw Failure.of(
                                RecipeProblem.LAYER_RANGE,
                                null,
                                "an ingredient of a slice says which layers it gives",
                                "")
                        .at(place.path());
            }
            return slices(
                    recipe, place, of -> new Slice(sources, slice.base(), slice.parameters()));
        }
        if (!(layout(recipe, place) instanceof Layout.Models models)) {
            throw none(place);
        }
        List<Ingredient> changed = edited(models.models(), place, edit);
        if (changed.stream().anyMatch(one -> one.layers().isPresent())) {
            throw Failure.of(
                            RecipeProblem.LAYER_RANGE,
                            null,
                            "a whole model gives all of its layers",
                            "Layers are chosen in slices")
                    .at(place.path());
        }
        return layout(recipe, place, new Layout.Models(changed));
    }

    private static List<Ingredient> edited(List<Ingredient> list, RecipePlace place, ListEdit edit)
            throws Failure {
        List<Ingredient> changed = new ArrayList<>(list);
        int at = place.ingredient().orElseThrow();
        if (at < 0 || at > list.size() || !edit.edit(changed, at)) {
            throw none(place);
        }
        return changed;
    }

    private static Slice slice(Layout.OfModule layout, RecipePlace place) throws Failure {
        int at = place.slice().orElse(-1);
        if (!(layout instanceof Layout.Slices slices) || at < 0 || at >= slices.slices().size()) {
            throw none(place);
        }
        return slices.slices().get(at);
    }

    private static Recipe slices(Recipe recipe, RecipePlace place, UnaryOperator<Slice> edit)
            throws Failure {
        Layout.OfModule layout = layout(recipe, place);
        Slice slice = slice(layout, place);
        if (!(layout instanceof Layout.Slices slices)) {
            throw none(place);
        }
        List<Slice> changed = new ArrayList<>(slices.slices());
        changed.set(place.slice().orElseThrow(), edit.apply(slice));
        return layout(recipe, place, new Layout.Slices(changed));
    }

    private static Layout.OfModule layout(Recipe recipe, RecipePlace place) throws Failure {
        if (place.module().isPresent()) {
            return module(recipe, place).layout();
        }
        if (recipe.layout() instanceof Layout.OfModule one) {
            return one;
        }
        throw none(place);
    }

    private static Recipe layout(Recipe recipe, RecipePlace place, Layout.OfModule layout)
            throws Failure {
        return place.module().isEmpty()
                ? with(recipe, layout, recipe.parameters())
                : module(
                        recipe,
                        place,
                        new Layout.ModulePart(layout, module(recipe, place).parameters()));
    }

    private static Layout.ModulePart module(Recipe recipe, RecipePlace place) throws Failure {
        if (recipe.layout() instanceof Layout.Modules several && place.module().isPresent()) {
            Layout.ModulePart module = several.modules().get(place.module().get());
            if (module != null) {
                return module;
            }
        }
        throw none(place);
    }

    private static Recipe module(Recipe recipe, RecipePlace place, Layout.ModulePart module)
            throws Failure {
        if (!(recipe.layout() instanceof Layout.Modules several) || place.module().isEmpty()) {
            throw none(place);
        }
        Map<String, Layout.ModulePart> changed = new LinkedHashMap<>(several.modules());
        changed.put(place.module().get(), module);
        return with(recipe, new Layout.Modules(changed), recipe.parameters());
    }

    private static Failure none(RecipePlace place) {
        return Failure.of(
                        RecipeProblem.NO_SUCH_PLACE,
                        null,
                        "the recipe has no such part, or cannot lose it",
                        "")
                .at(place.path());
    }
}
