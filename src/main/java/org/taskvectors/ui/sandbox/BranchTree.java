package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Position;
import org.taskvectors.inference.Side;

/// Texts of one prompt as a tree: what several of them begin with stands once, and where they part
/// each goes its way.
///
/// @param run the tokens of this part
/// @param base the probability of its first token where it stands, by the base; empty at the root
///   and where it is not known
/// @param edited the same by the edited model
/// @param through the texts that run through it
/// @param ending those that end with it
/// @param children how they go on
record BranchTree(
        List<Branch.Token> run,
        OptionalDouble base,
        OptionalDouble edited,
        List<Branch> through,
        List<Branch> ending,
        List<BranchTree> children) {
    BranchTree {
        run = List.copyOf(run);
        through = List.copyOf(through);
        ending = List.copyOf(ending);
        children = List.copyOf(children);
    }

    /// Returns the texts as trees, one for each prompt: in a chat the sides' prompts differ.
    static List<BranchTree> of(List<Branch> branches) {
        Map<List<Integer>, List<Branch>> prompts = new LinkedHashMap<>();
        branches.forEach(
                each -> prompts.computeIfAbsent(each.prompt(), _ -> new ArrayList<>()).add(each));
        return prompts.values().stream().map(each -> of(each, 0, true)).toList();
    }

    private static BranchTree of(List<Branch> through, int from, boolean isRoot) {
        int end = from;
        while (isShared(through, end)) {
            end++;
        }
        int at = end;
        List<Branch> ending = through.stream().filter(b -> b.tokens().size() == at).toList();
        Map<Integer, List<Branch>> ways = new LinkedHashMap<>();
        through.stream()
                .filter(branch -> branch.tokens().size() > at)
                .forEach(
                        branch ->
                                ways.computeIfAbsent(
                                                branch.tokens().get(at).id(),
                                                _ -> new ArrayList<>())
                                        .add(branch));
        List<BranchTree> children =
                ways.values().stream().map(each -> of(each, at, false)).toList();
        return new BranchTree(
                through.getFirst().tokens().subList(from, end),
                isRoot ? OptionalDouble.empty() : share(through, from, Side.BASE),
                isRoot ? OptionalDouble.empty() : share(through, from, Side.EDITED),
                through,
                ending,
                children);
    }

    private static boolean isShared(List<Branch> through, int at) {
        return through.stream().allMatch(branch -> branch.tokens().size() > at)
                && through.stream()
                                .mapToInt(branch -> branch.tokens().get(at).id())
                                .distinct()
                                .count()
                        == 1;
    }

    /// The probability of a token by a side, from any text that knows it: the side's own, or one
    /// that both sides were laid over.
    private static OptionalDouble share(List<Branch> through, int at, Side side) {
        for (Branch branch : through) {
            OptionalDouble found =
                    Mark.position(branch, at).stream()
                            .map(position -> of(position, side))
                            .mapToDouble(Answer.Distribution::chosen)
                            .findFirst();
            if (found.isEmpty() && branch.side() == side) {
                found = OptionalDouble.of(branch.tokens().get(at).own().chosen());
            }
            if (found.isPresent() && !Double.isNaN(found.getAsDouble())) {
                return OptionalDouble.of(Math.exp(found.getAsDouble()));
            }
        }
        return OptionalDouble.empty();
    }

    private static Answer.Distribution of(Position position, Side side) {
        return side == Side.BASE ? position.base() : position.edited();
    }

    /// Returns whose texts run through it.
    Set<Side> sides() {
        Set<Side> sides = EnumSet.noneOf(Side.class);
        through.forEach(branch -> sides.add(branch.side()));
        return sides;
    }

    /// Returns the text of this part.
    String text() {
        StringBuilder text = new StringBuilder();
        run.forEach(token -> text.append(token.text()));
        return text.toString();
    }
}
