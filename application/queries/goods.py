from application.pricing.goods import *
