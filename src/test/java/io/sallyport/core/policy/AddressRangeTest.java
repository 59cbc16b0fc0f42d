package io.sallyport.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, 203.0.113.7, true",
        "203.0.113.0/24, 203.0.113.7, true",
        "203.0.113.9/24, 203.0.113.7, true",
        "203.0.113.0/31, 203.0.113.2, false",
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.8, false",
        "::/0, 203.0.113.7, false",
        "::/0, 2001:db8::1, true",
        "2001:DB8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::ffff:203.0.113.7, ::ffff:cb00:7107, true",
        "::ffff:203.0.113.7, 203.0.113.7, false",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8, true",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, true"
    })
    void hasTheAddressesOfItsNetwork(String range, String address, boolean contained) {
        AddressRange one = AddressRange.parse(address).orElseThrow();
        assertThat(AddressRange.parse(range).orElseThrow().contains(one)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "bad", "10.0.0", "10.0.0.0.0", "10.0.0.256", "10.0.0.0/33", "10.0.0.0/", "/8", "10.0.0.0/8/8", "10.0.0.-1", " 10.0.0.1",
        ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1::", "12345::", "::/129", "g::", "1.2.3.4::"
    })
    void isNoAddressForAnyVersionOfIstio(String text) {
        assertThat(AddressRange.mayBeRead(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"010.0.0.1", "10.0.0.0/08", "fe80::1%eth0"})
    void isAnAddressForSomeVersions(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
        assertThat(AddressRange.mayBeRead(text)).isTrue();
    }
}
