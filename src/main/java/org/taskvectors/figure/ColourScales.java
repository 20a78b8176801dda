package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The scales that a heat map may have. Figures that are compared are given the same.
///
/// @param everything holds all values
/// @param robust leaves out the few that would flatten all others; the same as the other one where
///   there are none
public record ColourScales(ColourScale everything, ColourScale robust) {
    /// One scale, whatever is chosen.
    public static ColourScales of(ColourScale scale) {
        return new ColourScales(scale, scale);
    }

    /// Symmetric scales around zero for the values of some maps.
    public static ColourScales divergingOver(List<List<List<Double>>> maps) {
        List<List<Double>> flat = flat(maps);
        ShownEnds rest = Outliers.without(Outliers.magnitudes(flat), true);
        return new ColourScales(
                ColourScale.divergingOver(flat),
                ColourScale.divergingOver(List.of(List.of(rest.most()))));
    }

    /// Scales from zero for the values of some maps, none of them negative.
    public static ColourScales sequentialOver(List<List<List<Double>>> maps) {
        List<List<Double>> flat = flat(maps);
        ShownEnds rest = Outliers.without(flat, true);
        return new ColourScales(
                ColourScale.sequentialOver(flat),
                ColourScale.sequentialOver(List.of(List.of(rest.most()))));
    }

    /// Each map's values as one list.
    private static List<List<Double>> flat(List<List<List<Double>>> maps) {
        List<List<Double>> flat = new ArrayList<>();
        maps.forEach(map -> flat.add(map.stream().flatMap(Collection::stream).toList()));
        return flat;
    }

    ColourScale shown(RangeChoice choice) {
        return switch (choice.reach()) {
            case EVERYTHING -> everything;
            case ROBUST -> robust;
            case BY_HAND -> new ColourScale(everything.diverging(), choice.low(), choice.high());
        };
    }
}
