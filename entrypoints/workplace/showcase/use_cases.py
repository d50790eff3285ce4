"""What the seller's people write about goods: labels, links, texts."""

from attrs import frozen

from application.card_texts.texts import CardTextsQuery, SaveCardText
from application.labels.bind import LabelsQuery, RemoveLabel, SaveLabel
from application.related.link import AddLinkRule, LinksQuery, RemoveLinkRule, SaveLinks, TakeLinksFile
from application.reviews.moderate import JudgeReview, ReviewQueueQuery


@frozen
class ShowcaseUseCases:
    labels: LabelsQuery
    save_label: SaveLabel
    remove_label: RemoveLabel
    links: LinksQuery
    save_links: SaveLinks
    take_links: TakeLinksFile
    add_rule: AddLinkRule
    remove_rule: RemoveLinkRule
    texts: CardTextsQuery
    save_text: SaveCardText
    reviews: ReviewQueueQuery
    judge: JudgeReview
