package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKind;

/// What some of a layer's tensors are called together.
final class GroupLabel {
    private static final int MOST_NAMES = 4;

    private GroupLabel() {}

    /// Returns `all`, or the families and kinds whose tensors are all among `tensors`, and the
    /// names of what is left.
    static String of(List<RecipePlan.Planned> tensors, List<RecipePlan.Planned> layer) {
        boolean isInLayer = layer.getFirst().placement().layer().isPresent();
        if (isInLayer && tensors.size() == layer.size()) {
            return "all";
        }
        Map<Object, Integer> among = counts(tensors);
        Map<Object, Integer> ofAll = counts(layer);
        Set<String> words = new LinkedHashSet<>();
        List<String> names = new ArrayList<>();
        for (RecipePlan.Planned one : tensors) {
            ModuleKind kind = one.placement().kind();
            ModuleFamily family = kind.family();
            if (isInLayer
                    && family != ModuleFamily.OTHER
                    && Objects.equals(among.get(family), ofAll.get(family))) {
                words.add(family.label());
            } else if (Objects.equals(among.get(kind), ofAll.get(kind))) {
                words.add(kind.id());
            } else {
                names.add(tail(one));
            }
        }
        if (names.size() > MOST_NAMES) {
            words.addAll(names.subList(0, MOST_NAMES - 1));
            words.add((names.size() - MOST_NAMES + 1) + " others");
        } else {
            words.addAll(names);
        }
        return String.join(", ", words);
    }

    /// The numbers of tensors by kind and by family.
    private static Map<Object, Integer> counts(List<RecipePlan.Planned> tensors) {
        Map<Object, Integer> counts = new HashMap<>();
        for (RecipePlan.Planned one : tensors) {
            counts.merge(one.placement().kind(), 1, Integer::sum);
            counts.merge(one.placement().kind().family(), 1, Integer::sum);
        }
        return counts;
    }

    /// The name behind the layer's number.
    private static String tail(RecipePlan.Planned tensor) {
        String name = tensor.placement().stripped();
        if (tensor.placement().layer().isEmpty()) {
            return name;
        }
        String number = "." + tensor.placement().layer().getAsInt() + ".";
        int at = name.indexOf(number);
        return at < 0 ? name : name.substring(at + number.length());
    }
}
