#include "store/filter_parse.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "schema/validate.h"

namespace branchline::store {

using schema::EntitySpec;
using schema::FieldSpec;
using schema::Kind;
using schema::Value;

namespace {

constexpr std::size_t longest_text = 10'000;  // bytes
constexpr std::size_t deepest_nesting = 24;
constexpr std::size_t most_tokens = 2000;
constexpr std::size_t longest_path = 3;

enum class Sign : std::uint8_t { word, quoted, open, close, comma, compare, end };

struct Token {
    Sign sign = Sign::end;
    std::string text;          // of a word or a quoted text; the operator
    std::size_t position = 1;  // characters from 1
};

// Full-width forms that input methods produce, as the ASCII signs they stand for.
char32_t narrow(char32_t c) {
    if (c == 0x3000) return ' ';
    if (c == 0x201c || c == 0x201d) return '"';
    if (c == 0x2018 || c == 0x2019) return '\'';
    if (c == 0x3001) return ',';
    if (c == 0xff5e) return '~';
    if (c == 0x2260) return '!';  // ≠, made whole by read_operator()
    constexpr std::u32string_view signs = U"（），＝＜＞！＂＇";
    return signs.find(c) != std::u32string_view::npos ? c - 0xfee0 : c;
}

bool is_blank(char32_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool ends_word(char32_t c) {
    return is_blank(c) || std::u32string_view(U"(),=<>!~\"'").find(c) != std::u32string_view::npos;
}

tl::unexpected<Error> bad(std::size_t position, std::string detail) {
    return refuse(Code::bad_filter, std::to_string(position), std::move(detail));
}

class Lexer {
  public:
    explicit Lexer(std::string_view text) : text_(code_points(text)) {}

    Result<std::vector<Token>> read() {
        std::vector<Token> tokens;
        for (;;) {
            while (at_ < text_.size() && is_blank(narrow(text_[at_]))) ++at_;
            Token token;
            token.position = at_ + 1;
            if (at_ < text_.size())
                if (Status status = read_token(token); !status) return refuse(status.error());
            const bool end = token.sign == Sign::end;
            tokens.push_back(std::move(token));
            if (end) return tokens;
            if (tokens.size() > most_tokens) return bad(tokens.back().position, "too long");
        }
    }

  private:
    Status read_token(Token& token) {
        const char32_t c = narrow(text_[at_]);
        switch (c) {
            case '(':
                token.sign = Sign::open;
                break;
            case ')':
                token.sign = Sign::close;
                break;
            case ',':
                token.sign = Sign::comma;
                break;
            case '"':
            case '\'':
                return read_quoted(token, c);
            case '=':
            case '<':
            case '>':
            case '!':
            case '~':
                return read_operator(token, c);
            default:
                read_word(token);
                return {};
        }
        ++at_;
        return {};
    }

    void read_word(Token& token) {
        token.sign = Sign::word;
        while (at_ < text_.size() && !ends_word(narrow(text_[at_])))
            token.text += to_utf8(text_[at_++]);
    }

    Status read_quoted(Token& token, char32_t quote) {
        token.sign = Sign::quoted;
        for (++at_; at_ < text_.size(); ++at_) {
            if (narrow(text_[at_]) == quote) {
                ++at_;
                return {};
            }
            const bool escaped = text_[at_] == '\\' && at_ + 1 < text_.size() &&
                                 (text_[at_ + 1] == '\\' || narrow(text_[at_ + 1]) == quote);
            if (escaped) ++at_;
            token.text += to_utf8(text_[at_]);
        }
        return bad(token.position, "the quotation mark is not closed");
    }

    Status read_operator(Token& token, char32_t first) {
        token.sign = Sign::compare;
        const bool unequal_sign = text_[at_] == 0x2260;
        token.text = static_cast<char>(first);
        ++at_;
        if (unequal_sign) {
            token.text = "!=";
            return {};
        }
        const char32_t second = at_ < text_.size() ? narrow(text_[at_]) : 0;
        const bool pair = (second == '=' && (first == '<' || first == '>' || first == '!')) ||
                          (second == '>' && first == '<');
        if (pair) {
            token.text += static_cast<char>(second);
            ++at_;
        }
        if (token.text == "!") return bad(token.position, "expected !=");
        return {};
    }

    const std::vector<char32_t> text_;
    std::size_t at_ = 0;
};

std::optional<Op> operator_of(std::string_view text) {
    if (text == "=") return Op::equal;
    if (text == "!=" || text == "<>") return Op::not_equal;
    if (text == "<") return Op::less;
    if (text == "<=") return Op::less_equal;
    if (text == ">") return Op::greater;
    if (text == ">=") return Op::greater_equal;
    return std::nullopt;
}

class Parser {
  public:
    Parser(const FilterContext& context, std::vector<Token> tokens)
        : context_(context), tokens_(std::move(tokens)) {}

    Result<Filter> parse() {
        if (next().sign == Sign::end) return Filter{};
        Result<Filter> filter = alternatives(0);
        if (filter && next().sign != Sign::end) return bad(next().position, "expected and, or");
        return filter;
    }

  private:
    // A name as it was found: the field, and the references on the way to it.
    struct Name {
        std::vector<const FieldSpec*> path;
        const EntitySpec* entity = nullptr;  // the one that has the field
        const FieldSpec* field = nullptr;
    };

    const Token& next() const { return tokens_[at_]; }

    bool take_sign(Sign sign) {
        if (next().sign != sign) return false;
        ++at_;
        return true;
    }

    bool is_word(std::string_view word) const {
        if (next().sign != Sign::word || next().text.size() != word.size()) return false;
        for (std::size_t i = 0; i < word.size(); ++i)
            if ((next().text[i] | 0x20) != word[i]) return false;
        return true;
    }

    bool take_word(std::string_view word) {
        if (!is_word(word)) return false;
        ++at_;
        return true;
    }

    Result<Filter> alternatives(std::size_t depth) {
        Result<Filter> first = conjunction(depth);
        if (!first || !is_word("or")) return first;
        std::vector<Filter> parts{std::move(*first)};
        while (take_word("or")) {
            Result<Filter> part = conjunction(depth);
            if (!part) return part;
            parts.push_back(std::move(*part));
        }
        return Filter::any(std::move(parts));
    }

    Result<Filter> conjunction(std::size_t depth) {
        Result<Filter> first = unary(depth);
        if (!first || !is_word("and")) return first;
        std::vector<Filter> parts{std::move(*first)};
        while (take_word("and")) {
            Result<Filter> part = unary(depth);
            if (!part) return part;
            parts.push_back(std::move(*part));
        }
        return Filter::all(std::move(parts));
    }

    Result<Filter> unary(std::size_t depth) {
        if (depth > deepest_nesting) return bad(next().position, "nested too deep");
        if (take_word("not")) {
            Result<Filter> part = unary(depth + 1);
            if (!part) return part;
            return Filter::negate(std::move(*part));
        }
        if (!take_sign(Sign::open)) return condition();
        Result<Filter> inner = alternatives(depth + 1);
        if (inner && !take_sign(Sign::close)) return bad(next().position, "expected )");
        return inner;
    }

    Result<Filter> condition() {
        if (next().sign != Sign::word && next().sign != Sign::quoted)
            return bad(next().position, "expected a field");
        Result<Name> name = read_name();
        if (!name) return refuse(name.error());
        Result<Filter> filter = rest_of_condition(*name);
        if (!filter) return filter;
        for (std::size_t i = name->path.size(); i-- > 0;)
            filter = Filter::through(name->path[i]->id, std::move(*filter));
        return filter;
    }

    const FieldSpec* readable_field(const EntitySpec& entity, std::string_view name) const {
        const FieldSpec* field = stored_field(entity, name);
        if (field == nullptr || !context_.readable || field->id >= first_meta_field) return field;
        return context_.readable(entity, *field) ? field : nullptr;
    }

    Result<Name> read_name() {
        const Token& token = tokens_[at_++];
        Name name;
        name.entity = &context_.entity;
        // The whole text first: a label may hold a full stop.
        name.field = readable_field(*name.entity, token.text);
        if (name.field != nullptr) return name;
        for (const std::string_view part : split(token.text, '.')) {
            if (name.field != nullptr) {
                name.path.push_back(name.field);
                name.entity = name.field->kind == Kind::ref
                                  ? context_.catalogue.entity(name.field->target)
                                  : nullptr;
            }
            name.field = name.entity == nullptr ? nullptr : readable_field(*name.entity, part);
            if (name.field == nullptr || name.path.size() > longest_path)
                return bad(token.position, "unknown field " + token.text);
        }
        return name;
    }

    Result<Filter> rest_of_condition(const Name& name) {
        const Token& token = next();
        const FieldSpec& field = *name.field;
        if (take_sign(Sign::compare)) {
            if (token.text == "~") return with_text(name, Op::contains, token);
            return comparison(name, token);
        }
        if (take_word("is")) {
            const bool negated = take_word("not");
            if (!take_word("null")) return bad(next().position, "expected null");
            return maybe_negated(Filter::is_null(field.id), negated);
        }
        if (take_word("has")) return with_text(name, Op::has, token);
        const bool negated = take_word("not");
        if (take_word("in")) {
            Result<Filter> list = one_of(name);
            if (!list) return list;
            return maybe_negated(std::move(*list), negated);
        }
        return bad(next().position, "expected an operator: = != < > <= >= ~ in is has");
    }

    static Filter maybe_negated(Filter filter, bool negated) {
        return negated ? Filter::negate(std::move(filter)) : filter;
    }

    Result<Filter> comparison(const Name& name, const Token& sign) {
        const Op op = *operator_of(sign.text);
        const bool equality = op == Op::equal || op == Op::not_equal;
        if (equality && take_word("null"))
            return Filter::compare(name.field->id, op, schema::Null{});
        Result<Value> value = read_value(*name.field);
        if (!value) return refuse(value.error());
        return checked(Filter::compare(name.field->id, op, std::move(*value)), name, sign);
    }

    Result<Filter> with_text(const Name& name, Op op, const Token& sign) {
        Result<std::string> text = read_text();
        if (!text) return refuse(text.error());
        return checked(Filter::compare(name.field->id, op, std::move(*text)), name, sign);
    }

    Result<Filter> one_of(const Name& name) {
        const Token& open = next();
        if (!take_sign(Sign::open)) return bad(open.position, "expected (");
        std::vector<Value> values;
        do {
            Result<Value> value = read_value(*name.field);
            if (!value) return refuse(value.error());
            values.push_back(std::move(*value));
        } while (take_sign(Sign::comma));
        if (!take_sign(Sign::close)) return bad(next().position, "expected , or )");
        return checked(Filter::one_of(name.field->id, std::move(values)), name, open);
    }

    // An operator that the kind of the field does not have is the one thing left to go wrong.
    Result<Filter> checked(Filter filter, const Name& name, const Token& sign) const {
        if (check_filter(context_.catalogue, *name.entity, filter)) return filter;
        return bad(sign.position, "not for " + std::string(name.field->name) + ": " + sign.text);
    }

    Result<std::string> read_text() {
        const Token& token = next();
        if (token.sign != Sign::word && token.sign != Sign::quoted)
            return bad(token.position, "expected a value");
        ++at_;
        return token.text;
    }

    Result<Value> read_value(const FieldSpec& field) {
        const std::size_t position = next().position;
        Result<std::string> text = read_text();
        if (!text) return refuse(text.error());
        if (field.kind == Kind::ref || field.kind == Kind::any_ref) {
            if (const std::optional<Id> id = parse_id(*text)) return Value(*id);
            if (!context_.resolve) return bad(position, "expected an id");
            Result<Id> id = context_.resolve(field, *text);
            if (!id) return refuse(id.error());
            return Value(*id);
        }
        Result<Value> value = schema::parse_value(field, *text);
        if (!value || schema::is_null(*value))
            return bad(position, "not a value of " + std::string(field.name) + ": " + *text);
        return value;
    }

    const FilterContext& context_;
    const std::vector<Token> tokens_;
    std::size_t at_ = 0;
};

}  // namespace

Result<Filter> parse_filter(const FilterContext& context, std::string_view text) {
    if (text.size() > longest_text) return bad(1, "too long");
    if (!is_valid_utf8(text)) return bad(1, "not UTF-8");
    Result<std::vector<Token>> tokens = Lexer(text).read();
    if (!tokens) return refuse(tokens.error());
    return Parser(context, std::move(*tokens)).parse();
}

}  // namespace branchline::store
