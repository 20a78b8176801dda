package org.taskvectors.merge.recipe;

import java.util.Optional;
import java.util.OptionalInt;

/// A part of a recipe that has parameters: the whole, a module, a slice, or an ingredient.
///
/// @param module the module that it is in or that it is; empty where the recipe has no modules, and
///   for the whole recipe
/// @param slice the number of the slice that it is in or that it is
/// @param ingredient the number of the ingredient in its slice or module
public record RecipePlace(Optional<String> module, OptionalInt slice, OptionalInt ingredient) {
    /// The whole recipe.
    public static final RecipePlace WHOLE =
            new RecipePlace(Optional.empty(), OptionalInt.empty(), OptionalInt.empty());

    public static RecipePlace module(String name) {
        return new RecipePlace(Optional.of(name), OptionalInt.empty(), OptionalInt.empty());
    }

    public static RecipePlace model(int number) {
        return new RecipePlace(Optional.empty(), OptionalInt.empty(), OptionalInt.of(number));
    }

    public static RecipePlace slice(int number) {
        return new RecipePlace(Optional.empty(), OptionalInt.of(number), OptionalInt.empty());
    }

    public static RecipePlace source(int slice, int number) {
        return new RecipePlace(Optional.empty(), OptionalInt.of(slice), OptionalInt.of(number));
    }

    /// Returns the same place within a module.
    public RecipePlace in(String name) {
        return new RecipePlace(Optional.of(name), slice, ingredient);
    }

    /// Returns the place as [RecipeDocument#place] knows it: `slices[0].sources[1]`; empty for the
    /// whole recipe.
    public String path() {
        String prefix = module.map(name -> "modules." + name).orElse("");
        String own;
        if (slice.isPresent()) {
            own =
                    "slices["
                            + slice.getAsInt()
                            + "]"
                            + (ingredient.isPresent()
                                    ? ".sources[" + ingredient.getAsInt() + "]"
                                    : "");
        } else {
            own = ingredient.isPresent() ? "models[" + ingredient.getAsInt() + "]" : "";
        }
        return prefix + (prefix.isEmpty() || own.isEmpty() ? "" : ".") + own;
    }
}
