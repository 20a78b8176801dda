package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a recipe says to no effect, and mergekit passes over without a word.
final class PlanNotes {
    private final Recipe recipe;
    private final MethodSignature method;
    private final Set<String> names = new LinkedHashSet<>();
    private final List<RecipePlan.Note> notes = new ArrayList<>();

    PlanNotes(Recipe recipe, MethodSignature method, List<RecipePlan.Planned> planned) {
        this.recipe = recipe;
        this.method = method;
        for (RecipePlan.Planned one : planned) {
            names.add(one.name());
            one.inputs().forEach(input -> names.add(input.tensor()));
        }
    }

    List<RecipePlan.Note> all() {
        switch (recipe.layout()) {
            case Layout.OfModule one -> layout(one, "");
            case Layout.Modules several ->
                    several.modules()
                            .forEach(
                                    (name, module) -> {
                                        layout(module.layout(), "modules." + name + ".");
                                        filters(module.parameters(), "modules." + name + ".");
                                    });
        }
        filters(recipe.parameters(), "");
        return notes;
    }

    private void layout(Layout.OfModule layout, String prefix) {
        switch (layout) {
            case Layout.Models models ->
                    ingredients(models.models(), recipe.base(), prefix + "models");
            case Layout.Slices slices -> {
                for (int i = 0; i < slices.slices().size(); i++) {
                    Slice slice = slices.slices().get(i);
                    String path = prefix + "slices[" + i + "].";
                    ingredients(slice.sources(), slice.base().or(recipe::base), path + "sources");
                    filters(slice.parameters(), path);
                }
            }
        }
    }

    private void ingredients(
            List<Ingredient> ingredients, Optional<ModelReference> base, String path) {
        for (int i = 0; i < ingredients.size(); i++) {
            Ingredient one = ingredients.get(i);
            String place = path + "[" + i + "].";
            boolean isBase = base.isPresent() && base.get().equals(one.model());
            for (String name : one.parameters().keySet()) {
                Optional<MethodSignature.Scope> scope =
                        method.parameter(name).map(MethodSignature.Parameter::scope);
                if (scope.equals(Optional.of(MethodSignature.Scope.SHARED))) {
                    note(
                            place + "parameters." + name,
                            "'"
                                    + name
                                    + "' is one value for all models, and does nothing under one"
                                    + " of them");
                } else if (isBase && scope.equals(Optional.of(MethodSignature.Scope.OTHER_INPUT))) {
                    note(
                            place + "parameters." + name,
                            "the base has no '" + name + "' in " + method.id());
                }
            }
            filters(one.parameters(), place);
        }
    }

    /// Conditions that no tensor can meet.
    private void filters(Map<String, Setting> parameters, String path) {
        parameters.forEach(
                (name, setting) -> {
                    if (setting instanceof Setting.Conditions(List<Setting.Condition> all)) {
                        boolean isTaken = false;
                        for (Setting.Condition one : all) {
                            if (isTaken) {
                                note(
                                        path + "parameters." + name,
                                        "a condition stands behind one that all tensors meet");
                                break;
                            }
                            if (names.stream().noneMatch(one::meets)) {
                                note(
                                        path + "parameters." + name,
                                        "the filter '"
                                                + one.filter().orElse("")
                                                + "' is part of no tensor's name");
                            }
                            isTaken = one.meets("");
                        }
                    }
                });
    }

    private void note(String place, String text) {
        notes.add(new RecipePlan.Note(place, text));
    }
}
