package org.taskvectors.figure;

import java.util.Arrays;
import java.util.List;

/// Dotted names of tensors without what they all begin and end with: of
/// `model.layers.3.self_attn.q_proj.weight` and its neighbours in the layer `self_attn.q_proj`.
final class ShortNames {
    private ShortNames() {}

    static List<String> of(List<String> names) {
        if (names.size() < 2 || !names.stream().allMatch(name -> name.contains("."))) {
            return names;
        }
        List<List<String>> parts =
                names.stream().map(name -> Arrays.asList(name.split("\\."))).toList();
        int shortest = parts.stream().mapToInt(List::size).min().orElse(0);
        int front = 0;
        while (front < shortest - 1 && same(parts, front, false)) {
            front++;
        }
        int back = 0;
        while (back < shortest - 1 - front && same(parts, back, true)) {
            back++;
        }
        int from = front;
        int drop = back;
        return parts.stream()
                .map(words -> String.join(".", words.subList(from, words.size() - drop)))
                .toList();
    }

    private static boolean same(List<List<String>> parts, int at, boolean fromTheEnd) {
        return parts.stream()
                        .map(words -> words.get(fromTheEnd ? words.size() - 1 - at : at))
                        .distinct()
                        .count()
                == 1;
    }
}
