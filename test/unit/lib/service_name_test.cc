// service_name_test.cc - which name of a service belongs to which instance name.
#include <string>

#include "client/service_name.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace {

std::string name_for(const char* instance) {
    char name[SERVICE_NAME_SIZE] = "";
    return service_name(instance, "cpg", name) ? name : "refused";
}

void without_an_instance_the_name_is_the_services(void**) {
    const bool right = name_for(nullptr) == "cpg" && name_for("") == "cpg";
    assert_true(right);
}

void an_instance_goes_in_front(void**) {
    const bool right = name_for("ring_2-b") == "ring_2-b-cpg";
    assert_true(right);
}

void the_longest_instance_is_taken(void**) {
    const std::string longest(32, 'a');
    const bool right = name_for(longest.c_str()) == longest + "-cpg";
    assert_true(right);
}

void malformed_instances_are_refused(void**) {
    int taken = 0;
    const std::string too_long(33, 'a');
    for (const char* name : {"a b", "a/b", "../x", "a.b", "\xc3\xa4", "a\n", too_long.c_str()})
        if (name_for(name) != "refused") ++taken;
    assert_int_equal(taken, 0);
}

void a_service_that_does_not_fit_is_refused(void**) {
    char name[SERVICE_NAME_SIZE];
    const bool taken = service_name("instance", std::string(100, 's').c_str(), name);
    assert_false(taken);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_an_instance_the_name_is_the_services),
        cmocka_unit_test(an_instance_goes_in_front),
        cmocka_unit_test(the_longest_instance_is_taken),
        cmocka_unit_test(malformed_instances_are_refused),
        cmocka_unit_test(a_service_that_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
