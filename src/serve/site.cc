#include "serve/site.h"

#include <zlib.h>

#include <array>
#include <utility>

namespace till::serve {
namespace {

constexpr std::string_view kFolder = "web/dist";
constexpr std::string_view kIndex = "/index.html";
constexpr size_t kWorthCompressing = 1024;

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kContentTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".map", "application/json"},
}};

std::string_view ContentType(std::string_view path) {
  for (const auto& [ending, type] : kContentTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

/// `bytes` as a gzip file; empty if it cannot be made or is no smaller.
std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  packed.resize(whole ? stream.total_out : 0);
  deflateEnd(&stream);
  return packed.size() < bytes.size() ? packed : std::string();
}

bool IsPacked(std::string_view path) { return path.ends_with(".woff2") || path.ends_with(".png"); }

}  // namespace

Site::Site(std::span<const Asset> assets) {
  for (const Asset& asset : assets) {
    if (!asset.path.starts_with(kFolder)) continue;
    const std::string_view path = asset.path.substr(kFolder.size());
    SiteFile file{asset.bytes, {}, ContentType(path), "no-cache"};
    // The bundler names what lies below assets/ by its content.
    if (path.starts_with("/assets/")) file.cache_control = "public, max-age=31536000, immutable";
    if (asset.bytes.size() >= kWorthCompressing && !IsPacked(path)) file.gzip = Gzip(asset.bytes);
    files_.emplace(path, std::move(file));
  }
}

const SiteFile* Site::Find(std::string_view path) const {
  const bool is_page = path.substr(path.rfind('/') + 1).find('.') == std::string_view::npos;
  const auto found = files_.find(is_page ? kIndex : path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace till::serve
