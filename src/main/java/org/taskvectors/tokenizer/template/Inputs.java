package org.taskvectors.tokenizer.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes values of a template of plain Java ones, such as Jackson reads from JSON.
final class Inputs {
    private final Run run;

    Inputs(Run run) {
        this.run = run;
    }

    /// Returns the variables that a template finds, as transformers' `apply_chat_template` gives
    /// them.
    Map<String, Object> variables(ChatInput input) {
        Map<String, Object> all = new LinkedHashMap<>();
        List<Object> messages = new ArrayList<>();
        for (Map<String, ? extends @Nullable Object> message : input.messages()) {
            messages.add(message(message));
        }
        input.specialTokens().forEach((name, text) -> all.put(name, run.made(text)));
        input.variables().forEach((name, value) -> all.put(name, value(value)));
        all.put("messages", Items.list(messages));
        all.put("tools", value(input.tools().orElse(null)));
        all.put("documents", value(input.documents().orElse(null)));
        all.put("add_generation_prompt", input.addGenerationPrompt());
        return all;
    }

    /// Returns a message without the keys that hold nothing, and with its reasoning under the names
    /// under which templates look for it.
    private MapValue message(Map<String, ? extends @Nullable Object> message) {
        Map<String, Object> there = new LinkedHashMap<>();
        message.forEach(
                (key, value) -> {
                    if (value != null) {
                        there.put(key, value);
                    }
                });
        for (String name : List.of("reasoning_content", "thinking", "reasoning")) {
            Object reasoning = there.get(name);
            if (reasoning != null) {
                Map<String, Object> first = new LinkedHashMap<>();
                first.put("thinking", reasoning);
                first.putAll(there);
                first.put("reasoning_content", reasoning);
                return map(first);
            }
        }
        return map(there);
    }

    private MapValue map(Map<?, ?> from) {
        run.enter();
        run.allowItems(from.size());
        MapValue map = new MapValue();
        from.forEach((key, value) -> map.put(run, value(key), value(value)));
        run.leave();
        return map;
    }

    private Object value(@Nullable Object from) {
        run.spend(1);
        return switch (from) {
            case null -> None.NONE;
            case String text -> {
                run.read(text);
                yield text;
            }
            case Boolean truth -> truth;
            case Double number -> number;
            case Float number -> number.doubleValue();
            case BigDecimal number -> number.doubleValue();
            case BigInteger number -> whole(number);
            case Number number -> number.longValue();
            case Map<?, ?> map -> map(map);
            case List<?> list -> {
                run.enter();
                run.allowItems(list.size());
                List<Object> items = new ArrayList<>(list.size());
                list.forEach(item -> items.add(value(item)));
                run.leave();
                yield Items.list(items);
            }
            default ->
                    throw new IllegalArgumentException(
                            "no value for a template: " + from.getClass());
        };
    }

    private static Object whole(BigInteger number) {
        if (number.bitLength() > 63) {
            throw TemplateError.limit("an integer of more than 64 bits in a message");
        }
        return number.longValueExact();
    }
}
