package org.taskvectors.checkpoint.naming;

import java.util.Comparator;
import java.util.List;

/// The orders in which stacks and tensors are shown.
public final class PlaceOrder {
    private static final List<String> FLOW =
            List.of(
                    "encoder",
                    "decoder",
                    "vision",
                    "visual",
                    "image",
                    "video",
                    "audio",
                    "speech",
                    "text",
                    "language");

    /// Names with their numbers as numbers: `layers.2` before `layers.10`.
    public static final Comparator<String> NAMES = PlaceOrder::compareNames;

    /// Stacks as data flows through them (encoder before decoder, vision before language), others
    /// by name; what belongs to none of several stacks comes last.
    public static final Comparator<String> STACKS = PlaceOrder::compareStacks;

    private PlaceOrder() {}

    private static int compareStacks(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isEmpty(), b.isEmpty());
        }
        String[] these = a.split("\\.", -1);
        String[] those = b.split("\\.", -1);
        for (int i = 0; i < Math.min(these.length, those.length); i++) {
            int byFlow = Integer.compare(flow(these[i]), flow(those[i]));
            int order = byFlow != 0 ? byFlow : compareNames(these[i], those[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(these.length, those.length);
    }

    private static int flow(String word) {
        int place = FLOW.indexOf(word);
        return place < 0 ? FLOW.size() : place;
    }

    private static int compareNames(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int endA = digitsEnd(a, i);
            int endB = digitsEnd(b, j);
            if (endA > i && endB > j) {
                int order = compareNumbers(a, i, endA, b, j, endB);
                if (order != 0) {
                    return order;
                }
                i = endA;
                j = endB;
            } else if (a.charAt(i) != b.charAt(j)) {
                return Character.compare(a.charAt(i), b.charAt(j));
            } else {
                i++;
                j++;
            }
        }
        int rest = Integer.compare(a.length() - i, b.length() - j);
        // Leading zeros count for nothing, and yet different names are not the same.
        return rest != 0 ? rest : a.compareTo(b);
    }

    private static int compareNumbers(
            String a, int fromA, int endA, String b, int fromB, int endB) {
        int startA = withoutZeros(a, fromA, endA);
        int startB = withoutZeros(b, fromB, endB);
        int order = Integer.compare(endA - startA, endB - startB);
        for (int k = 0; order == 0 && startA + k < endA; k++) {
            order = Character.compare(a.charAt(startA + k), b.charAt(startB + k));
        }
        return order;
    }

    private static int withoutZeros(String name, int from, int end) {
        int start = from;
        while (start < end - 1 && name.charAt(start) == '0') {
            start++;
        }
        return start;
    }

    private static int digitsEnd(String name, int from) {
        int end = from;
        while (end < name.length() && name.charAt(end) >= '0' && name.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
