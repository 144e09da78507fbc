// test/unit/base/address_test.cc - addresses to text and back.
#include "base/address.h"
#include "unit/cmocka.h"

using baton::IpAddress;

namespace {

std::string again(const char* text) {
    const auto address = IpAddress::from_text(text);
    return address ? address->text() : "(none)";
}

void an_ipv4_address_survives_the_round_trip(void** /*state*/) {
    assert_string_equal(again("192.0.2.17").c_str(), "192.0.2.17");
}
void an_ipv6_address_is_written_in_its_short_form(void** /*state*/) {
    const std::string text = again("2001:0DB8:0:0:1:0:0:1");
    assert_string_equal(text.c_str(), "2001:db8::1:0:0:1");
}
void the_ends_of_the_ipv6_space_are_written_with_a_gap(void** /*state*/) {
    const std::string text = again("::") + " " + again("::1") + " " + again("fe80::");
    assert_string_equal(text.c_str(), ":: ::1 fe80::");
}
void a_single_zero_group_is_no_gap(void** /*state*/) {
    const std::string text = again("1:2:3:0:5:6:7:8");
    assert_string_equal(text.c_str(), "1:2:3:0:5:6:7:8");
}
void an_ipv4_tail_in_ipv6_is_read(void** /*state*/) {
    const std::string text = again("::ffff:1.2.3.4");
    assert_string_equal(text.c_str(), "::ffff:102:304");
}
void a_numeric_scope_is_kept(void** /*state*/) {
    const std::string text = again("fe80::1%7");
    assert_string_equal(text.c_str(), "fe80::1%7");
}
void what_is_no_address_gives_none(void** /*state*/) {
    for (const char* text :
         {"", "db1", "1.2.3", "1.2.3.256", "1.2.3.4.5", "1.2.3.4 ", "01234.1.1.1", ":::", "1::2::3",
          "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1%eth0", "::%", "fe80::1%99999999999",
          "-1.2.3.4", "1:2:3:4::5:6:7:8", "::1.2.3.4:5"})
        assert_string_equal(again(text).c_str(), "(none)");
}
void ipv4_as_a_number_has_its_first_byte_highest(void** /*state*/) {
    assert_int_equal(IpAddress::from_text("10.90.0.1")->ipv4_number(), 173670401);
}
void loopback_and_multicast_are_recognised(void** /*state*/) {
    assert_true(IpAddress::from_text("127.0.1.1")->is_loopback());
    assert_true(IpAddress::from_text("::1")->is_loopback());
    assert_false(IpAddress::from_text("128.0.0.1")->is_loopback());
    assert_true(IpAddress::from_text("239.192.1.1")->is_multicast());
    assert_true(IpAddress::from_text("ff15::1")->is_multicast());
    assert_false(IpAddress::from_text("240.0.0.1")->is_multicast());
    assert_true(IpAddress::from_text("fe80::1")->is_link_local());
    assert_false(IpAddress{}.is_loopback());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_ipv4_address_survives_the_round_trip),
        cmocka_unit_test(an_ipv6_address_is_written_in_its_short_form),
        cmocka_unit_test(the_ends_of_the_ipv6_space_are_written_with_a_gap),
        cmocka_unit_test(a_single_zero_group_is_no_gap),
        cmocka_unit_test(an_ipv4_tail_in_ipv6_is_read),
        cmocka_unit_test(a_numeric_scope_is_kept),
        cmocka_unit_test(what_is_no_address_gives_none),
        cmocka_unit_test(ipv4_as_a_number_has_its_first_byte_highest),
        cmocka_unit_test(loopback_and_multicast_are_recognised),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
