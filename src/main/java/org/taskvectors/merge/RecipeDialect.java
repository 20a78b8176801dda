package org.taskvectors.merge;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.merge.method.Mergekit;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.recipe.MethodSignature;
import org.taskvectors.merge.recipe.Recipe;
import org.taskvectors.merge.recipe.RecipePlan;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.merge.recipe.Scalar;

/// How a recipe's method and its words are meant: as mergekit means them, or as this program's own.
/// mergekit passes over parameters that it does not know, so what only this program has stands
/// under names of methods that mergekit refuses.
///
/// @param method the method that computes
/// @param isOwn whether it has this program's own parameters and values, and takes vectors and
///   adapters as ingredients
record RecipeDialect(Method method, boolean isOwn) {
    /// What stands before a method that is meant as this program's own.
    static final String PREFIX = "workbench.";

    /// The parameter of own methods that says what is drawn.
    static final String SEED = "seed";

    /// @param recipe one whose method is known
    static RecipeDialect of(Recipe recipe) {
        boolean isOwn = recipe.method().startsWith(PREFIX);
        String id = isOwn ? recipe.method().substring(PREFIX.length()) : recipe.method();
        return new RecipeDialect(Methods.of(id).orElseThrow(), isOwn);
    }

    /// Returns the parameter that the recipe calls by that name; empty if the method does not have
    /// it.
    Optional<Parameter> parameter(String name) {
        return isOwn
                ? method.parameters().stream().filter(one -> one.name().equals(name)).findFirst()
                : Mergekit.parameter(method, name);
    }

    /// Returns what a recipe means that does not name parameters.
    Settings standard() {
        return isOwn ? Settings.standard() : Mergekit.standard(method);
    }

    /// Returns the parameters that do nothing.
    List<MethodSignature.Parameter> idle() {
        return isOwn ? List.of() : RecipeMethods.idle(method);
    }

    /// Returns the parameters that have no other value here than mergekit's own.
    List<MethodSignature.Parameter> fixed() {
        return isOwn ? List.of() : RecipeMethods.fixed(method);
    }

    /// Returns the seed that a recipe says; empty if it says none.
    ///
    /// @throws Failure [RecipeProblem#WRONG_VALUE] if it differs from tensor to tensor
    OptionalLong seed(RecipePlan plan) throws Failure {
        if (!isOwn) {
            return OptionalLong.empty();
        }
        Set<Optional<Scalar>> said = new LinkedHashSet<>();
        for (RecipePlan.Planned tensor : plan.tensors()) {
            if (!tensor.isCopied()) {
                said.add(Optional.ofNullable(tensor.values().get(SEED)));
            }
        }
        if (said.size() > 1) {
            throw Failure.of(
                            RecipeProblem.WRONG_VALUE,
                            null,
                            "the seed is one number for the whole merge",
                            "Write one whole number: seed: 1")
                    .at("parameters." + SEED);
        }
        return said.stream()
                .flatMap(Optional::stream)
                .mapToLong(value -> ((Scalar.Whole) value).value())
                .findFirst();
    }
}
