// tools/shutdown_time.h - how long the daemon may ask its clients before it answers a shutdown.
#pragma once

namespace baton::tool {

// Whoever hangs up before takes the question back, so it is to be waited for beyond the time limit.
unsigned shutdown_time_s();

} // namespace baton::tool
