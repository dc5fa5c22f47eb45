//! Transfer size of a page: bytes over the wire, headers included, for a first visit and the next one.

use std::{collections::BTreeSet, fmt};

use reqwest::{Method, Url};
use scraper::Selector;

use super::{Answer, Web};

/// A page's bytes. `{}` prints them part by part.
#[derive(Debug)]
pub struct Weight {
    /// Everything, nothing being cached.
    pub first: usize,
    /// Size of a repeated visit, with a filled browser cache.
    pub repeat: usize,
    /// Address, bytes at first, bytes again.
    pub parts: Vec<(String, usize, usize)>,
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} bytes at first, {} again:", self.first, self.repeat)?;
        self.parts.iter().try_for_each(|(url, first, repeat)| writeln!(f, "{first:8} {repeat:8} {url}"))
    }
}

impl Web {
    /// Weighs the page at `address` with everything it loads: style sheets, scripts, images, and resources of style
    /// sheets.
    pub async fn weigh(&mut self, address: &str) -> Weight {
        // Read uncompressed, so that no decoder is needed; weighed compressed.
        let page = self.get(address).await;
        let (base, html) = (page.assert_status(200).url.clone(), page.html());
        let mut waiting = linked(&html, &base);
        let mut seen: BTreeSet<Url> = BTreeSet::new();
        let mut parts = vec![self.weigh_one(&base).await];
        while let Some(url) = waiting.pop() {
            if url.scheme() == "data" || !seen.insert(url.clone()) {
                continue;
            }
            assert_eq!(url.origin(), base.origin(), "{base} loads {url} from elsewhere");
            if Url::path(&url).ends_with(".css") {
                let sheet = self.send(self.fetch(Method::GET, url.as_str())).await;
                let text = sheet.assert_status(200).text();
                let urls = text.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
                waiting.extend(urls.filter_map(|found| url.join(found.trim_matches(['"', '\''])).ok()));
            }
            parts.push(self.weigh_one(&url).await);
        }
        let sum = |of: fn(&(String, usize, usize)) -> usize| parts.iter().map(of).sum();
        Weight { first: sum(|part| part.1), repeat: sum(|part| part.2), parts }
    }

    async fn weigh_one(&mut self, url: &Url) -> (String, usize, usize) {
        let compressed = |web: &Self| web.fetch(Method::GET, url.as_str()).header("accept-encoding", "br, gzip");
        let request = compressed(self);
        let answer = self.send(request).await;
        let first = bytes(answer.assert_status(200));
        let control = answer.header("cache-control").unwrap_or_default();
        let repeat = if control.contains("immutable") && !control.contains("no-store") {
            0
        } else {
            let mut request = compressed(self);
            if let Some(tag) = answer.header("etag").filter(|_| !control.contains("no-store")) {
                request = request.header("if-none-match", tag);
            }
            bytes(&self.send(request).await)
        };
        (url.to_string(), first, repeat)
    }
}

fn linked(html: &scraper::Html, base: &Url) -> Vec<Url> {
    let loads = "link[rel~=stylesheet], link[rel~=icon], link[rel~=preload], link[rel~=modulepreload], link[rel=manifest], \
                 script[src], img[src], source[src], use[href]";
    let address =
        |element: scraper::ElementRef<'_>| element.attr("href").or_else(|| element.attr("src")).map(ToOwned::to_owned);
    let loads = Selector::parse(loads).unwrap();
    let found = html.select(&loads).filter_map(address);
    let absolute = found.filter(|address| !address.starts_with('#')).map(|address| base.join(&address).unwrap());
    absolute
        .map(|mut url| {
            url.set_fragment(None);
            url
        })
        .collect()
}

/// Status line, headers and body, as they came.
fn bytes(answer: &Answer) -> usize {
    let headers: usize =
        answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum();
    "HTTP/1.1 200 OK\r\n\r\n".len() + headers + answer.body.len()
}
