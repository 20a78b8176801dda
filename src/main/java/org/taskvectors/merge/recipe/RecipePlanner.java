package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Lays a recipe out over its models' tensors, from names alone. As mergekit's `plan.py`, but that
/// nothing is skipped without a word.
public final class RecipePlanner {
    /// What opens models for a plan.
    public interface Models {
        /// Returns the names of a model's tensors.
        ///
        /// @throws Failure where there is no such model
        ModelNames of(ModelReference model) throws Failure;
    }

    private final Recipe recipe;
    private final MethodSignature method;
    private final Models models;
    private final Map<ModelReference, LayeredModel> opened = new HashMap<>();

    private RecipePlanner(Recipe recipe, MethodSignature method, Models models) {
        this.recipe = recipe;
        this.method = method;
        this.models = models;
    }

    /// Returns what a recipe means.
    ///
    /// @param methods one of which is the recipe's
    /// @throws Failure with a [RecipeProblem]; its place is a path of the recipe
    ///   (`models[1].parameters.weight`), of which [RecipeDocument#located] makes a line
    public static RecipePlan plan(Recipe recipe, Methods methods, Models models) throws Failure {
        Optional<MethodSignature> method = methods.find(recipe.method());
        if (method.isEmpty()) {
            throw Failure.of(
                            RecipeProblem.UNKNOWN_METHOD,
                            null,
                            "there is no method '" + Shown.of(recipe.method()) + "'",
                            methods.advice(recipe.method()))
                    .at("merge_method");
        }
        return new RecipePlanner(recipe, method.get(), models).plan();
    }

    private RecipePlan plan() throws Failure {
        Map<String, StackPlan> stacks = stacks();
        InputCheck check = new InputCheck(method);
        Map<String, Integer> layers = new LinkedHashMap<>();
        for (Map.Entry<String, StackPlan> stack : stacks.entrySet()) {
            for (StackPlan.Part part : stack.getValue().slices()) {
                check.check(part);
            }
            layers.put(stack.getKey(), stack.getValue().layers());
        }
        TensorPlans tensors = new TensorPlans(recipe, method, stacks);
        List<RecipePlan.Planned> planned = tensors.all();
        List<RecipePlan.Note> notes = new ArrayList<>(tensors.notes());
        notes.addAll(new PlanNotes(recipe, method, planned).all());
        return new RecipePlan(recipe, method, layers, planned, notes);
    }

    private LayeredModel open(ModelReference model, String path) throws Failure {
        LayeredModel found = opened.get(model);
        if (found == null) {
            try {
                found = LayeredModel.of(models.of(model));
            } catch (Failure e) {
                throw e.place() == null ? e.at(path) : e;
            }
            opened.put(model, found);
        }
        return found;
    }

    /// Returns what each stack of layers is made of. A model without layers has one stack of none.
    private Map<String, StackPlan> stacks() throws Failure {
        List<String> names = names();
        Map<String, StackPlan> stacks = new LinkedHashMap<>();
        switch (recipe.layout()) {
            case Layout.Slices slices when names.size() > 1 ->
                    throw Failure.of(
                                    RecipeProblem.MODULES_NEEDED,
                                    null,
                                    "the model has several stacks of layers, and slices are of one:"
                                            + " "
                                            + shown(names),
                                    "Write the slices of each under modules")
                            .at("slices");
            case Layout.OfModule one -> {
                for (String name : names) {
                    stacks.put(name, StackPlan.of(recipe, one, Map.of(), "", name, this::open));
                }
            }
            case Layout.Modules several -> {
                Map<String, String> modules = byStack(several, names);
                for (String name : names) {
                    String module = modules.get(name);
                    if (module == null) {
                        throw Failure.of(
                                        RecipeProblem.MODULE_LEFT_OUT,
                                        null,
                                        "the recipe says nothing of the module "
                                                + shown(List.of(name))
                                                + "; mergekit would write a model without it",
                                        "Write it under modules too")
                                .at("modules");
                    }
                    Layout.ModulePart of =
                            Optional.ofNullable(several.modules().get(module)).orElseThrow();
                    stacks.put(
                            name,
                            StackPlan.of(
                                    recipe,
                                    of.layout(),
                                    of.parameters(),
                                    "modules." + module + ".",
                                    name,
                                    this::open));
                }
            }
        }
        return stacks;
    }

    /// The stacks of the base, or else of the first model.
    private List<String> names() throws Failure {
        ModelReference first = recipe.models().getFirst();
        LayeredModel model = open(first, recipe.base().isPresent() ? "base_model" : firstPath());
        List<String> names = List.copyOf(model.stacks().keySet());
        return names.isEmpty() ? List.of("") : names;
    }

    private String firstPath() {
        return switch (recipe.layout()) {
            case Layout.Models models -> "models[0]";
            case Layout.Slices slices -> "slices[0]";
            case Layout.Modules several -> "modules";
        };
    }

    /// Returns the module of each stack. The only stack of a model is called `default`, as mergekit
    /// calls it; one of several by its name.
    private static Map<String, String> byStack(Layout.Modules several, List<String> names)
            throws Failure {
        Map<String, String> modules = new HashMap<>();
        for (String module : several.modules().keySet()) {
            boolean isOnly = names.size() == 1 && module.equals("default");
            if (!isOnly && !names.contains(module)) {
                throw Failure.of(
                                RecipeProblem.UNKNOWN_MODULE,
                                null,
                                "the model has no module '" + Shown.of(module) + "'",
                                "It has " + shown(names))
                        .at("modules." + module);
            }
            modules.put(isOnly ? names.getFirst() : module, module);
        }
        return modules;
    }

    private static String shown(List<String> names) {
        return String.join(
                ", ", names.stream().map(name -> name.isEmpty() ? "default" : name).toList());
    }
}
