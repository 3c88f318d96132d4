package io.amalgam8.sidecar.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartyTest {

    @ParameterizedTest
    @CsvSource({
        "reviews,             reviews, ''",
        "reviews:v2,          reviews, v2",
        "'reviews:v2,x',      reviews, 'v2,x'",
        "'a:b:v2',            a:b,     v2",
        "reviews:version=v2,  reviews, version=v2",
        "reviews:,            reviews, ''"
    })
    void isCutAtTheLastColon(String text, String name, String tags) {
        assertThat(Party.parse(text)).isEqualTo(new Party(name, tags.isEmpty() ? List.of() : List.of(tags.split(","))));
    }

    @ParameterizedTest
    @CsvSource({
        "reviews,    reviews:v2,     true",
        "reviews,    reviews,        true",
        "reviews:v2, 'reviews:x,v2', true",
        "reviews:v2, reviews,        false",
        "reviews:v2, reviews:v3,     false",
        "rev,        reviews,        false"
    })
    void meansEveryInstanceThatBearsItsTags(String party, String instance, boolean meant) {
        assertThat(Party.parse(party).includes(Party.parse(instance))).isEqualTo(meant);
    }

    @Test
    void isWrittenAsASourceWithoutTagsWhereItHasNone() {
        assertThat(Party.parse("a").toSource()).hasToString("{\"name\":\"a\"}");
        assertThat(Party.parse("a:b,c").toSource()).hasToString("{\"name\":\"a\",\"tags\":[\"b\",\"c\"]}");
    }
}
