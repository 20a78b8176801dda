package org.taskvectors.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.Patience;
import org.taskvectors.file.Failure;

/// Templates that mean harm, or more than is understood: each ends in a failure that names its
/// kind, in bounded time and memory.
class HostileTemplatesTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2024-07-04T15:06:09.123456Z"), ZoneOffset.UTC);
    private static final long MOST_NANOS = 3_000_000_000L;

    private static ChatInput input() {
        return ChatInput.of(List.of(ChatInput.message("user", "Hello")), CLOCK)
                .withVariable("s", "text")
                .withVariable("l", List.of(1, 2, 3));
    }

    private static String render(String template) throws Failure {
        return ChatTemplate.of(template).render(input());
    }

    private static Failure failure(String template) {
        long began = Patience.processorNanos();
        Failure failure = catchThrowableOfType(Failure.class, () -> render(template));
        assertThat(failure).as("a failure of " + head(template)).isNotNull();
        assertThat(Patience.processorNanos() - began).as(head(template)).isLessThan(MOST_NANOS);
        assertThat(failure.advice()).isNotBlank();
        return failure;
    }

    private static String head(String template) {
        return template.substring(0, Math.min(200, template.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.__class__.__mro__[1].__subclasses__() }}",
                "{{ ''.__class__.__base__ }}",
                "{{ [].__class__['__base__'] }}",
                "{{ ().__class__.__bases__[0].__subclasses__() }}",
                "{{ messages.__class__.__init__.__globals__ }}",
                "{{ range.__globals__['__builtins__'] }}",
                "{{ raise_exception.__globals__.os.popen('id').read() }}",
                "{{ namespace.__init__.__globals__ }}",
                "{% macro m() %}{% endmacro %}{{ m.__call__() }}",
                "{{ (l | map('upper')).__next__() }}",
                "{{ l.append(4) }}",
                "{{ l.clear() }}",
                "{{ messages[0].update({'role': 'system'}) }}",
                "{{ messages[0].pop('role') }}",
                "{{ ['__class__'] | map('string') | map('length') | list }}{{ l |"
                        + " map(attribute='__class__.x') | list }}",
                "{% set n = namespace(__class__=1) %}",
                "{% set n = namespace() %}{% set n.__dict__ = 1 %}"
            })
    void theWaysOutOfTheSandboxAreClosed(String template) {
        assertThat(failure(template).problem()).isEqualTo(TemplateProblem.SANDBOX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ s.getClass().forName('java.lang.Runtime') }}",
                "{{ s['getClass']() }}",
                "{{ s.class.classLoader.x }}",
                "{{ messages.getClass().getClassLoader().loadClass('x') }}",
                "{{ ____int3rpr3t3r____.config }}",
                "{{ int3rpr3t3r.getContext() }}",
                "{{ messages.iterator().next() }}",
                "{{ s.format_map }}",
                "{{ '{0.__class__}'.format(s) }}",
                "{{ '%n$x' % 1 }}",
                "{{ cycler.__init__.__globals__.os }}",
                "{{ lipsum() }}",
                "{{ self._TemplateReference__context }}",
                "{{ missing.__class__.x }}",
                "{{ ''.join.__self__.x }}",
                "{% include '/etc/passwd' %}",
                "{% import 'os' as os %}",
                "{% from 'os' import x %}",
                "{% extends 'x' %}",
                "{% block x %}{% endblock %}",
                "{% autoescape true %}{% endautoescape %}",
                "{% for x in l recursive %}{% endfor %}",
                "{{ s | attr('__class__') }}",
                "{{ s | escape }}",
                "{{ (s | safe) + '<' }}",
                "{{ s | xmlattr }}",
                "{{ s.upper }}",
                "{{ l | map('string') }}",
                "{{ 5 .bit_length() }}"
            })
    void javaAndTheRestOfPythonAreNotThere(String template) {
        assertThat(failure(template).problem())
                .isIn(
                        TemplateProblem.UNDEFINED,
                        TemplateProblem.UNSUPPORTED,
                        TemplateProblem.SANDBOX);
    }

    static Stream<String> bombs() {
        List<String> all = new ArrayList<>();
        all.add("{{ 'a' * 10**9 }}");
        all.add("{{ 'a' * 9223372036854775807 }}");
        all.add("{{ [0] * 10**9 }}");
        all.add("{{ [1, 2] * 9223372036854775807 }}");
        all.add("{{ range(10**9) }}");
        all.add("{{ range(-9223372036854775807, 9223372036854775807) }}");
        all.add("{{ 10 ** 100 }}");
        all.add("{{ 9223372036854775807 + 1 }}");
        all.add("{{ 99999999999999999999 }}");
        all.add("{{ 2 ** 9223372036854775807 }}");
        all.add("{{ ' ' * 4000000 * 4000000 }}");
        all.add("{{ 'x'.ljust(10**10) }}");
        all.add("{{ 'x'.zfill(10**10) }}");
        all.add("{{ 'x' | center(10**10) }}");
        all.add("{{ 'a\\nb' | indent(10**10) }}");
        all.add("{{ [1] | tojson(indent=10**10) }}");
        all.add("{{ [1] | batch(10**10, 'x') | list }}");
        all.add("{{ [1] | slice(10**10) | list }}");
        all.add(
                "{% set n = namespace(x='ab') %}{% for i in range(99999) %}{% set n.x = n.x + n.x"
                        + " %}{% endfor %}");
        all.add(
                "{% set n = namespace(x=[1]) %}{% for i in range(99999) %}{% set n.x = n.x + n.x"
                        + " %}{% endfor %}");
        all.add(
                "{% set n = namespace(x='aa') %}{% for i in range(99) %}{% set n.x = n.x |"
                        + " replace('a', n.x) %}{% endfor %}");
        all.add(
                "{% set n = namespace(x='aa') %}{% for i in range(99) %}{% set n.x = n.x.join([n.x,"
                        + " n.x]) %}{% endfor %}");
        all.add(
                "{% set n = namespace(x='aa') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{%"
                        + " endfor %}");
        all.add(
                "{% set n = namespace(x='aa') %}{% for i in range(99) %}{% set n.x = '%s%s' % (n.x,"
                        + " n.x) %}{% endfor %}");
        all.add(
                "{% set n = namespace(x='aa') %}{% for i in range(99) %}{% set n.x ="
                        + " '{0}{0}'.format(n.x) %}{% endfor %}");
        all.add(
                "{% set n = namespace(x='\\n"
                        + "') %}{% for i in range(99) %}{% set n.x = n.x | tojson %}{% endfor %}");
        all.add(
                "{% set n = namespace(x=1) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{%"
                        + " endfor %}{{ n.x }}");
        all.add(
                "{% set n = namespace(x=1) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{%"
                        + " endfor %}{{ n.x | tojson }}");
        all.add(
                "{% set n = namespace(x=1, y=1) %}{% for i in range(99999) %}{% set n.x = [n.x]"
                        + " %}{% set n.y = [n.y] %}{% endfor %}{{ n.x == n.y }}");
        all.add(
                "{% set n = namespace(x=1) %}{% for i in range(99999) %}{% set n.x = (n.x,) %}{%"
                        + " endfor %}{{ {n.x: 1} }}");
        all.add(
                "{% set n = namespace(x=1, y=1) %}{% for i in range(99999) %}{% set n.x = [n.x]"
                        + " %}{% set n.y = [n.y] %}{% endfor %}{{ n.x < n.y }}");
        all.add(
                "{% set n = namespace(x=[1]) %}{% for i in range(40) %}{% set n.x = [n.x, n.x] %}{%"
                        + " endfor %}{{ n.x }}");
        all.add(
                "{% set n = namespace(x=[1]) %}{% for i in range(40) %}{% set n.x = [n.x, n.x] %}{%"
                        + " endfor %}{{ n.x | tojson | length }}");
        all.add(
                "{% set n = namespace(x=[1], y=[1]) %}{% for i in range(40) %}{% set n.x = [n.x,"
                        + " n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}");
        all.add(
                "{% set n = namespace(x=[1]) %}{% for i in range(99999) %}{% set n.x = n.x |"
                        + " map('string') %}{% endfor %}{{ n.x | list }}");
        all.add(
                "{% set n = namespace(x=l) %}{% for i in range(9999) %}{% set n.x = n.x | select"
                        + " %}{% endfor %}{{ n.x | first }}");
        all.add("{% set n = namespace() %}{% set n.n = n %}{{ n }}");
        all.add("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}");
        all.add("{% for i in range(100000) %}{{ range(100000) | sum }}{% endfor %}");
        all.add("{% for i in range(100000) %}{{ range(100000) | list | length }}{% endfor %}");
        all.add(
                "{% set x = 'a' * 3000000 %}{% for i in range(100000) %}{{ x | length }}{% endfor"
                        + " %}");
        all.add(
                "{% set x = 'a' * 3000000 %}{% for i in range(100000) %}{% if x == x ~ '' %}{%"
                        + " endif %}{% endfor %}");
        all.add(
                "{% set x = 'a' * 3000000 %}{% for i in range(100000) %}{% if 'b' in x %}{% endif"
                        + " %}{% endfor %}");
        all.add(
                "{% set x = 'a' * 3000000 %}{% for i in range(100000) %}{{ x.count('b') }}{% endfor"
                        + " %}");
        all.add(
                "{% set x = 'a' * 3000000 %}{% set y = 'a' * 1500000 ~ 'b' %}{{ x.find(y) }}{% for"
                        + " i in range(100000) %}{{ x[1] }}{% endfor %}");
        all.add(
                "{% set x = 'a' * 3000000 %}{% for i in range(100000) %}{{ x[::-2] | length }}{%"
                        + " endfor %}");
        all.add(
                "{% set x = ' ' * 3000000 %}{% for i in range(100000) %}{{ x | trim }}{% endfor"
                        + " %}");
        all.add("{% set x = 'a ' * 1000000 %}{{ x.split() }}");
        all.add("{% set x = 'a' * 3000000 %}{{ x | list }}");
        all.add("{% set x = 'a' * 1000000 %}{% for i in range(99) %}{{ x }}{% endfor %}");
        all.add(
                "{% set n = namespace(l=[]) %}{% for i in range(99999) %}{% set n.l = n.l + ['a' *"
                        + " 1000000] %}{% endfor %}");
        all.add("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}");
        all.add(
                "{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{{ caller }}{% endmacro"
                        + " %}{{ f() }}");
        all.add("{% macro f(x=f()) %}{% endmacro %}{{ f() }}");
        all.add(
                "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{"
                        + " f(40) }}");
        all.add("{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}");
        all.add("{{ " + "[".repeat(100_000) + "]".repeat(100_000) + " }}");
        all.add("{{ " + "{1:".repeat(50_000) + "1" + "}".repeat(50_000) + " }}");
        all.add("{{ " + "not ".repeat(100_000) + "1 }}");
        all.add("{{ " + "- ".repeat(100_000) + "1 }}");
        all.add("{{ l" + "[l".repeat(100_000) + "]".repeat(100_000) + " }}");
        all.add("{{ f" + "(f".repeat(100_000) + ")".repeat(100_000) + " }}");
        all.add("{{ " + "1 if 1 else ".repeat(30_000) + "1 }}");
        all.add("{{ 1" + " + 1".repeat(100_000) + " }}");
        all.add("{{ s" + " | trim".repeat(60_000) + " }}");
        all.add("{{ 1" + " or 1".repeat(80_000) + " }}");
        all.add("{{ 1" + " ** 1".repeat(80_000) + " }}");
        all.add("{{ s" + ".upper()".repeat(60_000) + " }}");
        all.add("{{ 1" + " if 1".repeat(80_000) + " }}");
        all.add("{% if 1 %}".repeat(30_000) + "{% endif %}".repeat(20_000));
        all.add("{% for x in l %}".repeat(25_000));
        all.add("{% macro f() %}".repeat(25_000));
        all.add("{% set " + "(".repeat(100_000) + "x" + ")".repeat(100_000) + " = 1 %}");
        all.add(
                "{% for "
                        + "(".repeat(100_000)
                        + "x"
                        + ")".repeat(100_000)
                        + " in l %}{% endfor %}");
        all.add("x".repeat(600_000));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void bombsEndAtALimit(String template) {
        Failure failure = failure(template);
        assertThat(failure.problem()).as(failure.getMessage()).isEqualTo(TemplateProblem.LIMIT);
    }

    @Test
    void deepTemplatesFitIntoASmallStack() throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        Runnable all =
                () ->
                        bombs().forEach(
                                        template -> {
                                            Failure failure = failure(template);
                                            if (failure.getCause() != null) {
                                                wrong.add(head(template));
                                            }
                                        });
        Thread small = new Thread(null, all, "small stack", 512 * 1024);
        small.start();
        small.join();
        assertThat(wrong).as("ended by the stack, not by the count").isEmpty();
    }

    @Test
    void aDeepMessageIsRefused() throws Failure {
        Object deep = "x";
        for (int i = 0; i < 100_000; i++) {
            deep = List.of(deep);
        }
        ChatInput input = ChatInput.of(List.of(Map.of("role", "user", "content", deep)), CLOCK);
        ChatTemplate template = ChatTemplate.of("{{ messages[0].content }}");
        Failure failure = catchThrowableOfType(Failure.class, () -> template.render(input));
        assertThat(failure.problem()).isEqualTo(TemplateProblem.LIMIT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{{ 1 }}{{ ) }}#line 1, column 11",
                "'a\nb {{ x.y.z }}'#line 2, column 7",
                "'a\r\n\r\n  {% nope %}'#line 3, column 6",
                "'\n{{ foo bar }}'#line 2, column 8"
            })
    void aFailureSaysLineAndColumn(String template, String place) {
        assertThat(failure(template).place()).isEqualTo(place);
    }

    @Test
    void aFailureNamesTheFile() {
        Path file = Path.of("tokenizer_config.json");
        assertThatThrownBy(() -> ChatTemplate.of("{{ 1 +", file))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.file()).isEqualTo(file));
    }

    @Test
    void theTemplatesOwnWordsAreTold() {
        Failure failure = failure("{{ raise_exception('Only two turns.') }}");
        assertThat(failure.problem()).isEqualTo(TemplateProblem.RAISED);
        assertThat(failure.what())
                .isEqualTo("the chat template refuses the conversation: Only two turns.");
    }

    @Test
    void theClockIsTheOneGiven() throws Failure {
        assertThat(
                        render(
                                "{{ strftime_now('%d %b %Y|%Y-%m-%d|%A %B %-d, %I:%M:%S %p|%H%%|%j"
                                        + " %y') }}"))
                .isEqualTo("04 Jul 2024|2024-07-04|Thursday July 4, 03:06:09 PM|15%|186 24");
        assertThat(failure("{{ strftime_now('%E') }}").problem())
                .isEqualTo(TemplateProblem.UNSUPPORTED);
    }

    @Test
    void whatIsRenderedIsNotRenderedAgain() throws Failure {
        ChatInput input =
                ChatInput.of(
                        List.of(ChatInput.message("user", "{{ 7 * 7 }}{% raw %}{{ s }}")), CLOCK);
        assertThat(ChatTemplate.of("{{ messages[0].content }}").render(input))
                .isEqualTo("{{ 7 * 7 }}{% raw %}{{ s }}");
    }

    @Test
    void oneRenderLeavesNothingToTheNext() throws Failure {
        ChatTemplate template =
                ChatTemplate.of("{{ x }}{% set x = 1 %}{% set messages = [] %}{{ messages }}");
        ChatInput input = input();
        assertThat(template.render(input)).isEqualTo("[]");
        assertThat(template.render(input)).isEqualTo("[]");
        assertThat(input.tools()).isEqualTo(Optional.empty());
    }
}
