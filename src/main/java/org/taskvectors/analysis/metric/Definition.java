package org.taskvectors.analysis.metric;

import java.util.Arrays;
import java.util.Set;

/// The words and properties of a metric, all in one place.
///
/// @param id the word in file names: `relative-norm`
/// @param quantity the kind of its values, and how they are written
/// @param head the head of its column, without the unit: `relative`
/// @param choice the word on a button: `Relative`
/// @param sentence its meaning, for a tooltip; without a full stop
/// @param family the family that the window shows it in
/// @param bounds the values that it can have
/// @param needs what its value needs besides the vectors' own sums
/// @param uses where it is shown by default
public record Definition(
        String id,
        Quantity quantity,
        String head,
        String choice,
        String sentence,
        Family family,
        Bounds bounds,
        Set<Need> needs,
        Set<Use> uses) {
    public Definition {
        needs = Set.copyOf(needs);
        uses = Set.copyOf(uses);
    }

    /// Returns the definition of a metric without bounds that needs nothing and is shown nowhere by
    /// default; its column and its button have the quantity's name.
    static Definition of(Family family, String id, Quantity quantity, String sentence) {
        return new Definition(
                id,
                quantity,
                quantity.name(),
                quantity.name(),
                sentence,
                family,
                Bounds.OPEN,
                Set.of(),
                Set.of());
    }

    Definition called(String columnHead, String button) {
        return new Definition(
                id, quantity, columnHead, button, sentence, family, bounds, needs, uses);
    }

    Definition within(Bounds limits) {
        return new Definition(id, quantity, head, choice, sentence, family, limits, needs, uses);
    }

    Definition needing(Need... all) {
        return new Definition(
                id,
                quantity,
                head,
                choice,
                sentence,
                family,
                bounds,
                Set.copyOf(Arrays.asList(all)),
                uses);
    }

    Definition standing(Use... all) {
        return new Definition(
                id,
                quantity,
                head,
                choice,
                sentence,
                family,
                bounds,
                needs,
                Set.copyOf(Arrays.asList(all)));
    }
}
