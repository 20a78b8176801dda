package org.taskvectors.checkpoint.alignment;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.taskvectors.checkpoint.naming.Prefixes;

/// Names of two sides with each number as 0, so that those of all layers and all experts are one. A
/// model of 30,000 tensors has some hundred, and it is seen at once which conversions make names of
/// the two sides equal.
///
/// @param target those of the target's tensors that were not found
/// @param source those of the source's tensors that are left over
record Templates(Set<String> target, Set<String> source) {
    static Templates of(Collection<String> target, Collection<String> source) {
        return new Templates(templates(target), templates(source));
    }

    private static Set<String> templates(Collection<String> names) {
        Set<String> templates = new LinkedHashSet<>();
        names.forEach(name -> templates.add(name.replaceAll("\\d+", "0")));
        return templates;
    }

    /// Returns how many names of the two sides some conversions make equal.
    int equal(List<Conversion> conversions) {
        Set<String> both = converted(target, conversions);
        both.retainAll(converted(source, conversions));
        return both.size();
    }

    private static Set<String> converted(Set<String> names, List<Conversion> conversions) {
        Set<String> converted = new HashSet<>();
        for (String own : names) {
            String name = Prefixes.unwrapped(own);
            for (Conversion conversion : conversions) {
                name = conversion.rename(name);
            }
            addParts(Prefixes.strip(name), conversions, converted);
        }
        return converted;
    }

    private static void addParts(String name, List<Conversion> conversions, Set<String> into) {
        for (Conversion conversion : conversions) {
            for (Conversion.Stack stack : conversion.stacks()) {
                if (name.endsWith(stack.stacked())) {
                    String before = name.substring(0, name.length() - stack.stacked().length());
                    stack.single().forEach(one -> into.add(before + one.replace("*", "0")));
                    return;
                }
            }
            for (Conversion.Chunk chunk : conversion.chunks()) {
                int at = name.indexOf(chunk.whole());
                if (at >= 0) {
                    String behind = name.substring(at + chunk.whole().length());
                    chunk.parts().forEach(part -> into.add(name.substring(0, at) + part + behind));
                    return;
                }
            }
        }
        into.add(name);
    }
}
