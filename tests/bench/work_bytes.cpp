// W1d: the bytes of the frames in which a desk's changes go up, a session of the real cores from
// Hello on: new orders that waited (bulk), an order that is saved while the desk is connected
// (alone), an edit of two fields (edit). Floor: the orders' logical bytes, 8 an integer, 16 a
// reference, a text its UTF-8; for an edit 60 bytes.
#include <deque>

#include "base/ensure.h"
#include "bench/office.h"
#include "bench/works.h"
#include "domain/order.h"
#include "sync/wire.h"

namespace branchline::bench {

namespace {

constexpr std::size_t alone = 300;
constexpr std::uint8_t push_type = 8;

// Frames go from core to core at once; the pushes are weighed.
class CoreLine {
  public:
    CoreLine(Company& company, Workplace& place, hub::SessionId session)
        : hub_(company.core),
          core_(place.replica, [&place](BytesView content) { return place.key.sign(content); }),
          session_(session) {
        core_.want_online(true);
        perform(core_.handle(desk::TimePassed{}));
        ENSURE(core_.is_level());
    }

    void poke() { perform(core_.poke()); }

    [[nodiscard]] std::size_t pushed() const { return pushed_; }

  private:
    // In the order in which they were written, whatever an answer brings about meanwhile.
    void perform(std::vector<desk::DeskEffect> effects) {
        for (desk::DeskEffect& effect : effects) {
            if (auto* send = std::get_if<desk::SendToHub>(&effect)) {
                if (send->frame[3] == push_type) pushed_ += send->frame.size();
                hub_.handle(hub::SessionFrame{session_, std::move(send->frame)});
            } else {
                ENSURE(std::holds_alternative<desk::WantLink>(effect));
                const Bytes exporter(32, 'x');
                hub_.handle(hub::SessionOpened{session_, exporter});
                static_cast<void>(core_.handle(desk::LinkUp{exporter}));
            }
        }
        for (hub::HubEffect& effect : hub_.flush()) {
            auto* send = std::get_if<hub::SendFrame>(&effect);
            if (send != nullptr && send->session == session_)
                arriving_.push_back(std::move(send->frame));
        }
        if (is_delivering_) return;
        is_delivering_ = true;
        while (!arriving_.empty()) {
            const Bytes frame = std::move(arriving_.front());
            arriving_.pop_front();
            perform(core_.handle(desk::LinkFrame{frame}));
        }
        is_delivering_ = false;
    }

    hub::HubCore& hub_;
    desk::ClientCore core_;
    hub::SessionId session_;
    std::deque<Bytes> arriving_;
    bool is_delivering_ = false;
    std::size_t pushed_ = 0;
};

double logical_bytes(const std::vector<SampleRow>& rows) {
    double sum = 0;
    for (const SampleRow& row : rows) sum += static_cast<double>(row.logical_bytes);
    return sum / static_cast<double>(rows.size());
}

double edit_bytes(Company& company, Workplace& place, const std::vector<RowId>& orders) {
    CoreLine line(company, place, 4);
    for (std::size_t i = 0; i < alone; ++i) {
        desk::Edit edit;
        edit.values = edit_of(i);
        const RowId& order = orders[i * orders.size() / alone];
        ENSURE(place.desk.change({domain::order::spec.spec.id, order}, edit).has_value());
        line.poke();
    }
    return static_cast<double>(line.pushed()) / alone;
}

}  // namespace

void count_bytes(const std::string& directory, std::size_t size, Figures& figures) {
    const std::vector<SampleRow> rows = sample_rows(7, size);
    Company company(directory + "/hub");
    SystemRandom random;
    keys::DeviceKey key = keys::DeviceKey::generate(random);
    const sync::Enrolled enrolled = company.enroll("lin", key);
    Workplace place(directory + "/desk", std::move(key), enrolled, {});
    CoreLine(company, place, 1).poke();
    const std::vector<RowId> customers = create_customers(place.desk, 300);
    CoreLine(company, place, 2).poke();

    const std::vector<RowId> orders = create_orders(place.desk, rows, customers, 100);
    CoreLine line(company, place, 3);
    const auto bulk = static_cast<double>(line.pushed()) / static_cast<double>(size);
    figures.at("W1d/bulk", 0.25, "B").add(bulk, logical_bytes(rows));

    const std::size_t before = line.pushed();
    const std::vector<SampleRow> single = sample_rows(8, alone);
    for (const SampleRow& row : single) {
        create_order(place.desk, row, customers);
        line.poke();
    }
    const auto each = static_cast<double>(line.pushed() - before) / alone;
    figures.at("W1d/alone", 0.7, "B").add(each, logical_bytes(single));
    figures.at("W1d/edit", 1, "B").add(edit_bytes(company, place, orders), 60);
}

}  // namespace branchline::bench
